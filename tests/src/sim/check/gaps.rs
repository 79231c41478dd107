//! Packs that a relay left out of its answer are noticed in the same sync, where the answer gives it away.

use crate::sim::device::Device;
use crate::sim::lies::Dropped;
use crate::tables::rows;
use std::collections::BTreeSet;

/// Packs by space, author and number, as tables show them.
pub(in crate::sim) type Held = BTreeSet<(String, String, u64)>;

/// Returns the packs that a device holds, as they came or inside others.
pub(in crate::sim) fn held(device: &Device) -> Held {
    let sql = "SELECT s.id, p.author, p.number, p.number FROM doc_pack p JOIN doc_space s ON s.n = p.space WHERE p.number > 0
        UNION ALL SELECT s.id, c.author, c.first, c.last FROM doc_cover c JOIN doc_pack p ON p.n = c.pack
        JOIN doc_space s ON s.n = p.space";
    let mut held = Held::new();
    for row in rows(&device.tables(), sql) {
        let cells: Vec<&str> = row.split('|').collect();
        let number = |at: usize| cells[at].parse::<u64>().expect("a number");
        for number in number(2)..=number(3) {
            held.insert((cells[0].to_owned(), cells[1].to_owned(), number));
        }
    }
    held
}

/// Whatever of what was left out the device did not hold before, it suspects.
pub(in crate::sim) fn are_noticed(device: &Device, before: &Held, dropped: &[Dropped]) {
    if dropped.is_empty() {
        return;
    }
    let tables = device.tables();
    for (space, author, number) in dropped {
        let [space, author] = [space.to_string(), author.to_string()].map(|id| id.replace('-', ""));
        if before.contains(&(space.clone(), author.clone(), *number)) {
            continue;
        }
        let sql = format!(
            "SELECT d.n FROM doc_suspicion d JOIN doc_space s ON s.n = d.space WHERE s.id = X'{space}'
             AND d.author = X'{author}' AND {number} BETWEEN d.number AND d.last AND d.reason IN ('withheld', 'missing')"
        );
        let noticed = rows(&tables, &sql);
        assert!(
            !noticed.is_empty(),
            "{} lacks pack {number} of {author} and does not notice",
            device.name
        );
    }
}
