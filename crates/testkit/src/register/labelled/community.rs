//! Establishments and groups that are there twice, and those that only look alike.

use serde_json::{Value, json};

use super::{
    Added, Ward, again, measure_again, other_phone, put_at, rewrite, set, spelling, text, unset,
};
use crate::TestRng;
use crate::register::people;
use crate::register::places::Position;

/// Establishments and groups in a hundred that are there twice, and beside which one stands that looks alike.
const TWICE: u64 = 8;
const ALIKE: u64 = 8;

/// Gives establishments what the plain register leaves out: telephones and positions, mostly.
pub(super) fn fill(rng: &mut TestRng, ward: &Ward<'_>, establishments: &mut [Value]) {
    for row in establishments {
        if rng.chance(70) {
            set(row, "phone", json!(people::phone(rng)));
        }
        if rng.chance(60) {
            let position = Position::in_area(rng, ward.number_of(row));
            set(row, "lat", json!(position.lat()));
            set(row, "lon", json!(position.lon()));
        }
    }
}

/// Makes the establishments that are to be added.
pub(super) fn establishments(rng: &mut TestRng, ward: &Ward<'_>, rows: &[Value]) -> Vec<Added> {
    let mut added = Vec::new();
    for original in rows {
        let drawn = rng.below(100);
        let mut row = again(rng, original);
        if drawn < TWICE {
            rewrite(&mut row, "name", |name| spelling::title(rng, name));
            let owner = text(&row, "owner");
            let female = owner.contains(" Thị ");
            set(
                &mut row,
                "owner",
                json!(if rng.chance(25) {
                    String::new()
                } else {
                    spelling::name(rng, &owner, female)
                }),
            );
            rewrite(&mut row, "address", |address| {
                spelling::address(rng, address)
            });
            if rng.chance(20) {
                unset(&mut row, "phone");
            } else {
                rewrite(&mut row, "phone", |phone| spelling::phone(rng, phone));
            }
            measure_again(rng, &mut row, 30);
            added.push(Added {
                row,
                same_as: Some(text(original, "id")),
            });
        } else if drawn < TWICE + ALIKE {
            other_shop(rng, ward, &mut row);
            added.push(Added { row, same_as: None });
        }
    }
    added
}

fn other_shop(rng: &mut TestRng, ward: &Ward<'_>, row: &mut Value) {
    match rng.below(3) {
        // A second shop of one owner, of another kind, often in the same house.
        0 => {
            let given = people::given(rng);
            let other = rng.pick(&[
                ("food", "Quán cơm"),
                ("lodging", "Nhà nghỉ"),
                ("other", "Tạp hoá"),
            ]);
            let (kind, form) = other.copied().unwrap_or_default();
            set(row, "kind", json!(kind));
            set(row, "name", json!(format!("{form} {given}")));
            if rng.chance(50) {
                let area = ward.number_of(row);
                put_at(rng, ward, row, area);
            }
        }
        // Another one of the same name.
        1 => {
            let area = rng.index(ward.areas.len());
            put_at(rng, ward, row, area);
            set(row, "owner", json!(people::name(rng)));
            other_phone(rng, row, 20);
        }
        // Another tenant of the house.
        _ => {
            set(row, "name", json!(format!("Quán {}", people::given(rng))));
            set(row, "kind", json!("food"));
            set(row, "owner", json!(people::name(rng)));
            other_phone(rng, row, 20);
            measure_again(rng, row, 20);
        }
    }
}

/// Makes the groups that are to be added.
pub(super) fn groups(rng: &mut TestRng, rows: &[Value]) -> Vec<Added> {
    let mut added = Vec::new();
    for original in rows {
        let drawn = rng.below(100);
        let mut row = again(rng, original);
        if drawn < TWICE {
            rewrite(&mut row, "name", |name| spelling::title(rng, name));
            let leader = text(&row, "leader");
            let female = leader.contains(" Thị ");
            set(
                &mut row,
                "leader",
                json!(if rng.chance(20) {
                    people::name(rng)
                } else {
                    spelling::name(rng, &leader, female)
                }),
            );
            fewer_members(rng, &mut row, 80);
            added.push(Added {
                row,
                same_as: Some(text(original, "id")),
            });
        } else if drawn < TWICE + ALIKE {
            // Another group of the same people: many are in one for security and one against fire.
            let (model, name) = rng
                .pick(&[
                    ("phong_chay_chua_chay", "Tổ phòng cháy chữa cháy"),
                    ("cau_lac_bo_phap_luat", "Câu lạc bộ pháp luật"),
                ])
                .copied()
                .unwrap_or_default();
            set(&mut row, "model", json!(model));
            set(
                &mut row,
                "name",
                json!(format!("{name} {}", rng.between(1, 60))),
            );
            set(&mut row, "leader", json!(people::name(rng)));
            fewer_members(rng, &mut row, 60);
            added.push(Added { row, same_as: None });
        }
    }
    added
}

/// Keeps so many in a hundred of the members.
fn fewer_members(rng: &mut TestRng, row: &mut Value, kept: u64) {
    let members = row
        .get("members")
        .and_then(Value::as_array)
        .cloned()
        .unwrap_or_default();
    let members: Vec<Value> = members.into_iter().filter(|_| rng.chance(kept)).collect();
    set(row, "members", json!(members));
}
