//! Establishments, community groups and what groups meet about.

use serde_json::{Value, json};

use crate::{Size, TestRng};

use super::calendar::{DAYS, Day};
use super::documents::{Household, TOPICS, id_at, ids, minute_of_day, sentences, some_of};
use super::{people, phrases, places};

const MODELS: &[(&str, &str, u32)] = &[
    ("to_lien_gia_tu_quan", "Tổ liên gia tự quản", 22),
    ("phuong_khong_ma_tuy", "Tổ nòng cốt không ma tuý", 4),
    ("camera_an_ninh", "Nhóm camera an ninh", 4),
    ("phong_chay_chua_chay", "Tổ phòng cháy chữa cháy", 3),
    ("cau_lac_bo_phap_luat", "Câu lạc bộ pháp luật", 2),
];

pub(super) fn establishments(rng: &mut TestRng, size: &Size, area_ids: &[String]) -> Vec<Value> {
    let kinds = size
        .establishments
        .iter()
        .flat_map(|(kind, count)| std::iter::repeat_n(*kind, *count));
    kinds
        .map(|kind| establishment(rng, kind, area_ids))
        .collect()
}

fn establishment(rng: &mut TestRng, kind: &str, area_ids: &[String]) -> Value {
    let area = rng.index(area_ids.len());
    let owner = people::name(rng);
    json!({
        "id": rng.uuid().to_string(),
        "area": id_at(area_ids, area),
        "kind": kind,
        "name": establishment_name(rng, kind, &owner),
        "owner": owner,
        "address": places::address(rng, area),
    })
}

fn establishment_name(rng: &mut TestRng, kind: &str, owner: &str) -> String {
    let forms: &[&str] = match kind {
        "karaoke" => &["Karaoke", "Quán hát", "Karaoke gia đình"],
        "food" => &[
            "Quán cơm",
            "Phở",
            "Nhà hàng",
            "Quán nhậu",
            "Bún bò",
            "Cháo lươn",
            "Hải sản",
            "Cà phê",
        ],
        "pawnshop" => &["Cầm đồ", "Dịch vụ cầm đồ"],
        "project" => &[
            "Công trình kè",
            "Khu dân cư",
            "Đường nối",
            "Trạm xử lý nước",
            "Nhà xưởng",
        ],
        "gas" => &["Cửa hàng ga", "Đại lý ga"],
        _ => &[
            "Công ty TNHH",
            "Công ty cổ phần",
            "Doanh nghiệp tư nhân",
            "Công ty TNHH MTV",
            "Hợp tác xã",
        ],
    };
    let form = rng.pick(forms).copied().unwrap_or_default();
    let given = owner.rsplit(' ').next().unwrap_or(owner);
    let other = people::name(rng);
    let other = other.rsplit(' ').next().unwrap_or_default();
    match rng.below(4) {
        0 => format!("{form} {given} {other}"),
        1 => format!("{form} {}", places::street(rng)),
        2 => format!("{form} {other} {}", rng.between(1, 99)),
        _ => format!("{form} {given}"),
    }
}

pub(super) fn groups(
    rng: &mut TestRng,
    size: &Size,
    area_ids: &[String],
    households: &[Household],
) -> (Vec<String>, Vec<Value>) {
    let ids = ids(rng, size.groups);
    let mut members: Vec<Vec<&Household>> = vec![Vec::new(); size.groups];
    let mut joined: Vec<&Household> = households.iter().collect();
    rng.shuffle(&mut joined);
    joined.truncate(size.member_households);
    joined.sort_by_key(|household| household.area); // Neighbours join one group.
    let share = joined.len().div_ceil(size.groups.max(1)).max(1);
    for (group, neighbours) in members.iter_mut().zip(joined.chunks(share)) {
        group.extend_from_slice(neighbours);
    }
    let rows = ids
        .iter()
        .zip(&members)
        .enumerate()
        .map(|(index, (id, members))| group(rng, index, id, area_ids, members))
        .collect();
    (ids, rows)
}

fn group(
    rng: &mut TestRng,
    index: usize,
    id: &str,
    area_ids: &[String],
    members: &[&Household],
) -> Value {
    let models: Vec<_> = MODELS
        .iter()
        .map(|(code, name, weight)| ((*code, *name), *weight))
        .collect();
    let (model, name) = rng.weighted(&models).copied().unwrap_or_default();
    let leader = rng
        .pick(members)
        .map_or_else(String::new, |household| household.head.clone());
    let area = members.first().map_or(0, |household| household.area);
    json!({
        "id": id,
        "area": id_at(area_ids, area),
        "model": model,
        "name": format!("{name} {}", index + 1),
        "leader": leader,
        "founded": format!("{}-{:02}-{:02}", rng.between(2009, 2025), rng.between(1, 12), rng.between(1, 28)),
        "members": members.iter().map(|household| household.id.as_str()).collect::<Vec<_>>(),
    })
}

pub(super) fn meetings(rng: &mut TestRng, count: usize, group_ids: &[String]) -> Vec<Value> {
    (0..count)
        .map(|index| meeting(rng, id_at(group_ids, index % group_ids.len().max(1))))
        .collect()
}

fn meeting(rng: &mut TestRng, group: &str) -> Value {
    json!({
        "id": rng.uuid().to_string(),
        "group": group,
        "held_at": Day(rng.between(0, DAYS - 1)).at_minute(minute_of_day(rng)),
        "attended": rng.between(8, 34),
        "topics": some_of(rng, TOPICS, 2, 2),
        "notes": sentences(rng, 2, 2, phrases::met),
    })
}
