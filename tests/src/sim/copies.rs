//! A phone that is copied: what somebody writes on the copy goes to colleagues in a file, under numbers that the phone's own
//! packs get as well.

use crate::sim::truth::bytes_of;
use crate::sim::{Sim, courier};
use crate::tables::rows;
use client_core::{FieldEdit, Kind, Query, Value};
use proto::CourierItem;

/// The founder, whose phone stays whole.
const FOUNDER: usize = 0;

/// The kinds of spaces as tables show them: areas, and the consultation log.
const SPACES: &str = "s.kind IN (2, 3)";

/// Somebody looks and writes on a copy of a phone, and hands out what it sealed for its areas and its log.
pub fn phone_is_copied(sim: &mut Sim) {
    let who = sim.writer();
    if who == FOUNDER || sim.devices[who].notebook().within_lease().is_err() {
        return;
    }
    let mut copy = sim.devices[who].copy();
    let query = Query {
        limit: 100,
        ..Query::of(Kind::Household)
    };
    let Ok(page) = copy.notebook().list(&query) else {
        return;
    };
    for _ in 0..=sim.rng.below(2) {
        let words = sim.words();
        let Some(row) = sim.rng.pick(&page.rows) else {
            return;
        };
        if copy.notebook().get(row.id).is_err() {
            return;
        }
        let edit = FieldEdit::set("address", Value::text(words));
        if copy.notebook().edit(row.id, &[edit]).is_err() {
            return;
        }
        // What is written out is sealed before.
        let written = copy
            .notebook()
            .courier_export(&Default::default(), &mut |_| Ok(Box::new(std::io::sink())));
        if written.is_err() {
            return;
        }
    }
    let sql = format!(
        "SELECT p.bytes FROM doc_pack p JOIN doc_space s ON s.n = p.space WHERE p.state = 0 AND {SPACES} AND length(p.bytes) > 0
         ORDER BY p.n"
    );
    let packs = rows(&copy.tables(), &sql);
    let items: Vec<CourierItem> = packs
        .iter()
        .map(|pack| CourierItem::Pack {
            pack: bytes_of(pack),
        })
        .collect();
    if !items.is_empty() {
        sim.copied.insert(who);
        courier::put(sim, &items, None);
    }
}
