//! Made-up records, one of each kind and a few with every field.

use proto::{DeviceId, Role, UnixMillis};
use records::{Author, Kind};
use serde_json::{Value as Json, json};

pub(crate) fn id(n: u8) -> String {
    format!("00000000-0000-4000-8000-0000000000{n:02x}")
}

pub(crate) fn author(device: u8, at: i64) -> Author {
    Author {
        device: DeviceId([device; 16]),
        at: UnixMillis(at),
        standing: Role::Commander.into(),
    }
}

pub(crate) fn visit() -> Json {
    json!({
        "id": id(7), "household": id(4), "area": id(2), "officer": id(3),
        "started_at": "2026-03-04T19:44:00+07:00", "minutes": 16, "purposes": ["inform", "listen", "support"],
        "met": ["Chị Vi", "Ông Ba"], "lat": 18.020839, "lon": 106.399184, "accuracy_m": 11,
        "notes": [
            {"kind": "assessment", "text": "Hộ có 3 nhân khẩu tạm trú mới đến."},
            {"kind": "hearsay", "text": "Nghe nói đầu ngõ hay mất điện.", "source": "bà bán nước"},
        ],
        "topics": ["phong_chay"], "needs": ["Xin đường dây nóng của công an xã."], "status": "reviewed",
    })
}

pub(crate) fn household() -> Json {
    json!({
        "id": id(4), "area": id(2), "code": "KL-00001", "head": "Nguyễn Thị Hoà", "address": "165 Trần Quốc Toản",
        "phone": "0407374479", "residents": 3, "temporary_residents": 1, "lat": 18.049776, "lon": 106.424398, "note": "",
    })
}

pub(crate) fn all() -> Vec<(Kind, Json)> {
    let mut empty_lists = visit();
    empty_lists["topics"] = json!([]);
    empty_lists["notes"] = json!([]);
    empty_lists["met"] = json!([]);
    empty_lists["needs"] = json!([]);
    empty_lists["accuracy_m"] = json!(11.25);
    vec![
        (
            Kind::Unit,
            json!({"id": id(1), "name": "Công an phường Kỳ Lợi", "parent": id(9)}),
        ),
        (
            Kind::Area,
            json!({"id": id(2), "name": "Tổ dân phố 1", "unit": id(1), "space": "00112233445566778899aabbccddeeff"}),
        ),
        (
            Kind::Officer,
            json!({"id": id(3), "name": "Cô Hạnh Trần", "role": "commander", "areas": [id(2), id(12), id(5)]}),
        ),
        (Kind::Household, household()),
        (
            Kind::Household,
            json!({
                "id": id(4), "area": id(2), "code": "KL-2", "head": "An", "members": ["Bình", "Chi"], "standing_needs": [],
                "từ_hệ_thống_cũ": {"mã": 12, "hạng": [1, 2.5, null, "x"]}, "zzz": null, "aaa": "",
            }),
        ),
        (
            Kind::Establishment,
            json!({
                "id": id(5), "area": id(2), "kind": "karaoke", "name": "Bùi và đối tác", "owner": "Tùng Vũ", "address": "4 Ngõ 10",
                "safety_standard": "recognised", "safety_year": 2026, "registered_years": ["2024", "2026", "2025"],
                "recognised_years": ["2025"],
            }),
        ),
        (
            Kind::Group,
            json!({
                "id": id(6), "area": id(2), "model": "to_lien_gia_tu_quan", "name": "Tổ liên gia 1", "leader": "Hà Thị Đặng",
                "founded": "2015-01-15", "members": (20..200).rev().map(id).collect::<Vec<_>>(), "state": "active",
            }),
        ),
        (Kind::Visit, visit()),
        (Kind::Visit, empty_lists),
        (
            Kind::Meeting,
            json!({
                "id": id(8), "group": id(6), "held_at": "2026-01-04T07:34:00Z", "attended": 12,
                "topics": ["tam_tru", "lừa đảo / mạng"], "notes": "Bà con lo lắng.", "decisions": ["Lắp thêm đèn"],
            }),
        ),
        (
            Kind::FollowUp,
            json!({
                "id": id(9), "visit": id(7), "area": id(2), "what": "Hỏi lại Uỷ ban", "assignee": id(3), "due": "2026-01-23",
                "state": "in_progress",
            }),
        ),
        (
            Kind::Group,
            json!({"id": id(30), "area": id(2), "name": "Tổ liên gia 2", "members": [], "state": "merged", "merged_into": id(6)}),
        ),
        (
            Kind::Model,
            json!({
                "id": id(10), "code": "to_lien_gia_tu_quan", "name": "Tổ liên gia tự quản", "text": "Mỗi tổ 20 đến 40 hộ.",
                "state": "merged", "merged_into": id(31),
            }),
        ),
        (
            Kind::Assessment,
            json!({
                "id": id(11), "group": id(6), "period": "2026-Q3", "officer": id(3),
                "criteria": {"Sinh hoạt đều": 90, "nề nếp": 75}, "result": "good", "recommendation": "commend",
                "note": "Đèn ngõ do tổ tự lắp.", "area": id(2),
            }),
        ),
        (
            Kind::Survey,
            json!({
                "id": id(12), "area": id(2), "period": "2026", "counts": {"households": 130, "quán nước": 4, "residents": 433},
                "narrative": ["Địa bàn giáp chợ.", "Nhiều hộ cho thuê trọ."], "status": "returned",
                "review": "Cần thêm số tạm trú.", "officer": id(3),
            }),
        ),
        (
            Kind::Training,
            json!({
                "id": id(13), "topics": ["phong_chay", "căn cước"], "held_at": "2026-05-06T08:00:00+07:00",
                "trainer": "Phòng PC07", "place": "Hội trường", "officers": [id(3), id(33)], "others_attended": 2,
                "note": "Có thực hành.",
            }),
        ),
        (
            Kind::Material,
            json!({
                "id": id(14), "title": "Cẩm nang thoát nạn", "topics": ["phong_chay"], "printed": 400,
                "printed_on": "2026-05-02", "note": "In màu.",
            }),
        ),
        (
            Kind::HandOut,
            json!({
                "id": id(17), "material": id(14), "copies": 25, "handed_out_at": "2026-05-09T19:00:00+07:00",
                "officer": id(3), "area": id(2), "group": id(6), "note": "Tại buổi sinh hoạt.",
            }),
        ),
        (
            Kind::Report,
            json!({
                "id": id(15), "period": "2026-W47", "counts": {"visits": 120, "visits_listen": 80},
                "narrative": ["Địa bàn ổn định."], "status": "returned", "review": "Thiếu số buổi sinh hoạt.",
                "space": "5a".repeat(16),
            }),
        ),
        (
            Kind::Referral,
            json!({
                "id": id(16), "space": "5a".repeat(16), "what": "Hỏi lại Uỷ ban", "sent_at": "2026-01-20T08:00:00+07:00",
                "follow_up": id(9), "due": "2026-02-01", "state": "answered", "answer": "Đã xử lý.",
            }),
        ),
        (
            Kind::Request,
            json!({
                "id": id(18), "household": id(4), "area": id(2), "kind": "access", "received_at": "2026-11-20T08:00:00+07:00",
                "person": "Nguyễn Thị Hoà", "note": "Xin xem hồ sơ.", "officer": id(3), "due": "2026-11-24", "state": "answered",
                "outcome": "Đã in và trao tận tay.", "answered_at": "2026-11-23T15:00:00+07:00",
            }),
        ),
    ]
}
