//! Households that are there twice, and those that only look alike.

use serde_json::{Value, json};

use super::{
    Added, Ward, again, measure_again, other_phone, put_at, rewrite, set, spelling, text, unset,
};
use crate::TestRng;
use crate::register::people;

/// Households in a thousand that are there twice.
const TWICE: u64 = 33;
/// Households in a thousand beside which one stands that looks alike.
const ALIKE: u64 = 45;

/// Makes what is to be added to a register.
pub(super) fn doubled(rng: &mut TestRng, ward: &Ward<'_>, households: &[Value]) -> Vec<Added> {
    let mut added = Vec::new();
    for household in households {
        let drawn = rng.below(1_000);
        let mut row = again(rng, household);
        let code = format!("KL-B{:05}", added.len() + 1);
        set(&mut row, "code", json!(code));
        set(&mut row, "note", json!(""));
        if drawn < TWICE {
            tell_again(rng, ward, &mut row);
            added.push(Added {
                row,
                same_as: Some(text(household, "id")),
            });
        } else if drawn < TWICE + ALIKE {
            look_alike(rng, ward, &mut row);
            added.push(Added { row, same_as: None });
        }
    }
    added
}

/// Tells of the same household again.
fn tell_again(rng: &mut TestRng, ward: &Ward<'_>, row: &mut Value) {
    match rng.below(100) {
        0..58 => typed_again(rng, row, 12),
        58..75 => in_haste(rng, row),
        75..91 => moved(rng, ward, row),
        _ => another_was_asked(rng, row),
    }
}

fn typed_again(rng: &mut TestRng, row: &mut Value, no_phone: u64) {
    respell_head(rng, row);
    rewrite(row, "address", |address| spelling::address(rng, address));
    tell_phone(rng, row, no_phone, 6);
    measure_again(rng, row, 30);
}

/// Much is left out, but not all that would tell whose household it is.
fn in_haste(rng: &mut TestRng, row: &mut Value) {
    respell_head(rng, row);
    if rng.chance(50) {
        tell_phone(rng, row, 100, 0);
        rewrite(row, "address", |address| spelling::address(rng, address));
        measure_again(rng, row, 40);
    } else {
        tell_phone(rng, row, 0, 0);
        set(row, "address", json!(""));
        measure_again(rng, row, 70);
    }
}

fn moved(rng: &mut TestRng, ward: &Ward<'_>, row: &mut Value) {
    let from = ward.number_of(row);
    let to = if rng.chance(40) {
        from
    } else {
        rng.index(ward.areas.len())
    };
    put_at(rng, ward, row, to);
    respell_head(rng, row);
    tell_phone(rng, row, 3, 3);
    if rng.chance(40) {
        unset(row, "lat");
        unset(row, "lon");
    }
}

/// The household is registered under the name of wife or husband.
fn another_was_asked(rng: &mut TestRng, row: &mut Value) {
    let family = family_name(&text(row, "head"));
    let mut name = people::name(rng);
    while family_name(&name) == family {
        name = people::name(rng);
    }
    set(row, "head", json!(name));
    rewrite(row, "phone", |phone| spelling::phone(rng, phone));
    rewrite(row, "address", |address| spelling::address(rng, address));
    measure_again(rng, row, 15);
}

fn respell_head(rng: &mut TestRng, row: &mut Value) {
    let head = text(row, "head");
    let female = head.contains(" Thị ");
    set(row, "head", json!(spelling::name(rng, &head, female)));
}

fn tell_phone(rng: &mut TestRng, row: &mut Value, none: u64, other: u64) {
    if rng.chance(none) {
        set(row, "phone", json!(""));
    } else if rng.chance(other) {
        other_phone(rng, row, 0);
    } else {
        rewrite(row, "phone", |phone| spelling::phone(rng, phone));
    }
}

/// Makes another household out of one, that looks like it.
fn look_alike(rng: &mut TestRng, ward: &Ward<'_>, row: &mut Value) {
    let area = ward.number_of(row);
    match rng.below(100) {
        // Sisters and brothers, twins among them: next door, or in a house that was divided.
        0..35 => {
            rewrite(row, "head", |head| sibling(rng, head));
            if rng.chance(70) {
                rewrite(row, "address", |address| next_door(rng, address));
            }
            if rng.chance(80) {
                other_phone(rng, row, 15);
            }
            measure_again(rng, row, 20);
        }
        // Namesakes in one area.
        35..65 => {
            put_at(rng, ward, row, area);
            other_phone(rng, row, 15);
        }
        // Namesakes anywhere.
        65..72 => {
            let elsewhere = rng.index(ward.areas.len());
            put_at(rng, ward, row, elsewhere);
            other_phone(rng, row, 15);
        }
        // Tenants of one house, or its owner.
        72..90 => {
            set(row, "head", json!(people::name(rng)));
            other_phone(rng, row, 10);
            measure_again(rng, row, 10);
        }
        // Relatives that gave one telephone.
        _ => {
            set(row, "head", json!(people::name(rng)));
            put_at(rng, ward, row, area);
        }
    }
}

fn family_name(name: &str) -> String {
    name.split(' ').next().unwrap_or_default().to_owned()
}

/// Gives another given name, often one that is hardly another: twins are named `Hùng` and `Hưng`.
fn sibling(rng: &mut TestRng, name: &str) -> String {
    const TWINS: &[(&str, &str)] = &[
        ("Hùng", "Hưng"),
        ("Hoa", "Hoà"),
        ("Lan", "Loan"),
        ("Thanh", "Thành"),
        ("Dung", "Duyên"),
        ("Tuấn", "Tuyên"),
        ("Hải", "Hà"),
        ("Sơn", "Sang"),
        ("Minh", "Mạnh"),
        ("Thảo", "Thoa"),
        ("Phương", "Phượng"),
        ("Trung", "Trường"),
        ("Hương", "Hường"),
        ("Toàn", "Toản"),
        ("Bình", "Bảo"),
        ("Thu", "Thuỷ"),
        ("Vân", "Vui"),
        ("Đạt", "Đại"),
    ];
    let Some((before, given)) = name.rsplit_once(' ') else {
        return people::name(rng);
    };
    let twin = TWINS.iter().find_map(|(one, other)| match given {
        given if given == *one => Some(*other),
        given if given == *other => Some(*one),
        _ => None,
    });
    let mut other = twin.unwrap_or_else(|| people::given(rng));
    while other == given {
        other = people::given(rng);
    }
    format!("{before} {other}")
}

/// The next number of the street, or the next lane or plot.
fn next_door(rng: &mut TestRng, address: &str) -> String {
    let by = rng.between(1, 4);
    let digits = address.find(|letter: char| letter.is_ascii_digit());
    let Some((before, from)) = digits.and_then(|at| address.split_at_checked(at)) else {
        return address.to_owned();
    };
    let end = from
        .find(|letter: char| !letter.is_ascii_digit())
        .unwrap_or(from.len());
    let Some((number, after)) = from.split_at_checked(end) else {
        return address.to_owned();
    };
    let number: i64 = number.parse().unwrap_or(0);
    format!("{before}{}{after}", number + by)
}
