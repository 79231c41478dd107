//! What officers write: sentences put together from patterns with open places.
//!
//! The variety matters for honest sizes. Text made of a few fixed sentences compresses to almost nothing, so each pattern has
//! several open places (`{relation}`, `{object}`…), filled from the lists in `words.txt` or with names,
//! numbers and dates. `the_text_is_no_easier_to_compress_than_the_reference_registers` holds the result to account.

use crate::TestRng;

use super::{people, places, vocabulary};

/// What was seen or told on a visit.
const OBSERVED: &[&str] = &[
    "Hộ có {n} nhân khẩu tạm trú mới đến từ {province}, làm {job}, đã hướng dẫn khai báo trước {date}.",
    "Chủ hộ cho biết {relation} là {person} đi {activity} {when}, chưa có giấy tờ đầy đủ về {object}.",
    "Gia đình phản ánh {trouble} ở {spot}, đề nghị {office} sớm kiểm tra, nhất là {when}.",
    "{Person} cho biết {when} có {n} người lạ đi {vehicle} biển {plate} đến {spot}, hỏi về {object}.",
    "Camera của {n} hộ liền kề {condition}; camera tại {spot} {condition2} từ {date}.",
    "Đã đọc lại số nhân khẩu: {n} thường trú, {n2} tạm trú; {relation} đang {activity} tại {province}.",
    "{Person} ({age} tuổi) làm {job}, thu nhập khoảng {money} mỗi tháng, nuôi {n} người ăn học.",
    "Nhà ở {spot}, {quality}, có {object} để ở {room}; đã nhắc kiểm tra {object2}.",
    "Ghi nhận {trouble} xảy ra khoảng {clock} {date}, người biết việc là {person}, số {phone}.",
    "{Relation} mới về từ {province} được {nn} ngày, đang xin việc làm {job}, tinh thần {mood}.",
    "Hàng xóm {person} và chủ hộ có chuyện về {dispute}, đã gặp cả hai bên, hẹn {when} nói chuyện tiếp.",
    "Có {n} phòng trọ cho thuê giá {money}, hiện {n2} phòng có người, phần lớn làm {job}.",
    "Mất {object} trị giá {exact} {when}, để tại {room}, cửa {condition2}, chưa rõ ai lấy.",
    "{Person} nhận cuộc gọi từ số {phone} tự xưng là {impostor}, yêu cầu chuyển {exact} qua {channel}; may {relation} can kịp.",
    "Đã kiểm tra bình chữa cháy: {n} bình, {condition}; đường thoát phía {room} còn vướng {object}.",
    "Gia đình làm {job}, sử dụng {object} và {object2}, dây điện tại {room} {quality}.",
    "Xe {vehicle} biển {plate} của {relation} đã sang tên ngày {date}, giấy tờ {condition}.",
    "Hộ vay {exact} của {lender} từ {date}, mỗi tháng trả {money2}, có người gọi điện đòi {when}.",
    "{Relation} là {person} học {school}, {mood}, {when} hay đi cùng bạn ra {spot}.",
    "Bà con quanh {spot} nói {trouble} bớt hẳn từ {date}, còn {dispute} thì chưa xong.",
    "Nước lên {nn} cm ở {spot} hôm {date}, nhà kê {object} lên {room}, {n} hộ phải sang ở nhờ {person}.",
    "Chủ nhà giao lại {object} nhặt được tại {spot} lúc {clock}, đã lập giấy nhận, nhờ {office} tìm người mất.",
];

/// What the officer thinks of it: kept apart from the facts.
const JUDGED: &[&str] = &[
    "Theo tôi {trouble} ở {spot} có thể tái diễn {when}, nên bố trí {patrol} thêm {n} buổi.",
    "Gia đình {mood}, hợp tác; việc {dispute} có thể hoà giải trong {nn} ngày nếu có {office} cùng dự.",
    "Nguy cơ cháy ở mức {level} do {object} đặt sát {room}, cần quay lại trước {date}.",
    "Tổ liên gia ở {spot} hoạt động {level}, {n} trong {nn} hộ dự đều, nên giao {person} làm nòng cốt.",
    "Khó khăn của {relation} là thật, đề nghị xét {support} trước {date}.",
    "Chuyện {dispute} xuất phát từ {object}, hai bên {mood}, chưa cần lập hồ sơ.",
    "Khả năng khai báo tạm trú chậm do chủ trọ đi {activity}, lần sau nên hẹn {when}.",
    "Nên nhờ {person} ở {spot} giữ liên lạc vì quen {office} và biết dùng {channel}.",
    "Đường dây gọi điện giả danh {impostor} nhắm vào người làm {job}, cần nhắc chung trong buổi họp {when}.",
];

/// What was heard from somebody else.
const HEARD: &[&str] = &[
    "Nghe {person} kể {when} có người đến {spot} hỏi mua {object}, trả {money}, không rõ từ đâu.",
    "Theo lời {relation}, nhà ở {spot} hay có tiếng {noise} khoảng {clock}.",
    "Có người nói {vehicle} màu {colour} biển {plate} đỗ ở {spot} {when}.",
    "Bà bán hàng ở {spot} bảo nhóm {job} từ {province} chơi {game} ăn tiền {when}, mỗi ván {money}.",
    "Nghe nói {dispute} giữa nhà {person} và nhà {person2} đã lên {office} từ {date}.",
];

/// Hardships and wishes.
const NEEDED: &[&str] = &[
    "Đề nghị {office} xem lại {trouble} tại {spot}, báo lại cho {person} trước {date}.",
    "Xin hướng dẫn làm {paper} cho {relation}, hiện còn thiếu {object}, hẹn {when}.",
    "{Relation} ({age} tuổi) sống một mình, mong tổ liên gia qua lại {when}, cần {support}.",
    "Mong được giới thiệu việc làm {job} cho {relation} là {person}, đã học {school}.",
    "Xin lắp thêm đèn và camera ở {spot} vì {trouble}, bà con góp được {money}.",
    "Gia đình gặp khó khăn do {cause}, xin {support}, liên hệ {relation} số {phone}.",
    "Nhờ hoà giải {dispute} với nhà {person}, muốn gặp {when} tại {room}.",
    "Đề nghị nạo vét rãnh thoát nước ở {spot}, dài khoảng {nn} m, mưa là ngập {room}.",
    "Cần tập huấn chữa cháy cho {nn} hộ ở {spot}, mượn {object} của {office}.",
    "Xin cấp lại {paper} bị hỏng do {cause}, người làm đơn {person}, số {phone}.",
];

/// What a group talks about when it meets.
const MET: &[&str] = &[
    "{Person} mở đầu, điểm lại {trouble} ở {spot} từ {date}; {nn} hộ ký cam kết.",
    "Bàn {n} việc: {dispute}, {support} và {trouble}; giao {person} theo dõi, báo lại {when}.",
    "Nghe {office} nói về thủ đoạn giả danh {impostor}, phát {nn} tờ rơi, {n} người kể chuyện đã gặp.",
    "Thống nhất góp {money} mỗi hộ mua {object} đặt tại {spot}, {person} giữ sổ.",
    "Tập dùng bình chữa cháy ở {spot}, {nn} người làm thử, {object} {condition}.",
    "Phân công {patrol} {when}: {person} và {person2} đi {spot}, gọi nhau qua {channel}.",
    "Bầu {person} thay người cũ bận {activity}; {n} ý kiến muốn họp lại {when}.",
    "Nhắc khai báo tạm trú trước {date}: {n} nhà trọ ở {spot} còn thiếu {paper}.",
];

/// A household's standing remark.
const STANDING: &[&str] = &[
    "Gọi trước khi đến: {relation} làm {job}, thường về nhà lúc {clock}.",
    "{Relation} ({age} tuổi) sống cùng, đi lại khó, cần {support}.",
    "Cho thuê {n} phòng, quản lý là {person}, người thuê phần lớn đến từ {province}.",
    "Lối vào phía {spot}, nhà {quality}, có chó dữ buộc ở {room}.",
    "Đã lắp {n} camera, {condition}; sẵn sàng cho xem lại khi cần, hỏi {person} số {phone}.",
    "Nhà kinh doanh {job}, có {object}, cần kiểm tra {object2} mỗi quý.",
];

/// Draws a sentence about what was seen or told.
pub(super) fn observed(rng: &mut TestRng) -> String {
    sentence(rng, OBSERVED)
}

/// Draws a sentence about what the officer thinks.
pub(super) fn judged(rng: &mut TestRng) -> String {
    sentence(rng, JUDGED)
}

/// Draws a sentence about what was heard.
pub(super) fn heard(rng: &mut TestRng) -> String {
    sentence(rng, HEARD)
}

/// Draws a hardship or a wish.
pub(super) fn needed(rng: &mut TestRng) -> String {
    sentence(rng, NEEDED)
}

/// Draws a sentence of a meeting's minutes.
pub(super) fn met(rng: &mut TestRng) -> String {
    sentence(rng, MET)
}

/// Draws a household's standing remark.
pub(super) fn standing(rng: &mut TestRng) -> String {
    sentence(rng, STANDING)
}

fn sentence(rng: &mut TestRng, patterns: &[&str]) -> String {
    let pattern = rng.pick(patterns).copied().unwrap_or_default();
    let sentence = fill(rng, pattern);
    if rng.chance(95) {
        format!("{}{}.", sentence.trim_end_matches('.'), aside(rng))
    } else {
        sentence
    }
}

/// People write on after the point is made, in words of their own.
fn aside(rng: &mut TestRng) -> String {
    let join = word(rng, "join");
    let clause = format!(
        "{join} {} {} {}",
        word(rng, "who"),
        word(rng, "does"),
        word(rng, "what")
    );
    if rng.chance(60) {
        format!("{clause} {}", word(rng, "how"))
    } else {
        clause
    }
}

/// Replaces each `{place}` of a pattern; a capital first letter is kept.
fn fill(rng: &mut TestRng, pattern: &str) -> String {
    let mut text = String::with_capacity(pattern.len() * 2);
    let mut rest = pattern;
    while let Some((before, after)) = rest.split_once('{') {
        text.push_str(before);
        let (place, after) = after.split_once('}').unwrap_or((after, ""));
        let word = open_place(rng, &place.to_lowercase());
        if place.starts_with(char::is_uppercase) {
            text.push_str(&capitalized(&word))
        } else {
            text.push_str(&word)
        }
        rest = after;
    }
    text.push_str(rest);
    capitalized(&text)
}

/// Draws a word for an open place. A number behind its name only keeps two places of one sentence apart.
fn open_place(rng: &mut TestRng, place: &str) -> String {
    match place.trim_end_matches('2') {
        "n" => rng.between(1, 9).to_string(),
        "nn" => rng.between(10, 99).to_string(),
        "age" => rng.between(16, 89).to_string(),
        "person" => people::addressed(rng),
        "date" => format!("{:02}/{:02}", rng.between(1, 28), rng.between(1, 12)),
        "clock" => format!("{}h{:02}", rng.between(4, 23), rng.between(0, 11) * 5),
        "money" => money(rng),
        "exact" => format!(
            "{}.{:03}.000 đồng",
            rng.between(1, 190),
            rng.between(0, 99) * 10
        ),
        "phone" => people::phone(rng),
        "plate" => plate(rng),
        "spot" => spot(rng),
        "when" if rng.chance(35) => format!(
            "lúc {}h{:02} ngày {}/{}",
            rng.between(4, 23),
            rng.below(60),
            rng.between(1, 28),
            rng.between(1, 12)
        ),
        "trouble" if rng.chance(50) => format!(
            "{} ({} lần, từ {})",
            word(rng, "trouble"),
            rng.between(2, 12),
            open_place(rng, "date")
        ),
        "object" if rng.chance(65) => format!("{} {}", word(rng, "object"), mark(rng)),
        "job" if rng.chance(45) => format!("{} cho {}", word(rng, "job"), people::addressed(rng)),
        "relation" if rng.chance(45) => {
            format!("{} ({})", word(rng, "relation"), people::given(rng))
        }
        "office" if rng.chance(30) => {
            format!("{} ({})", word(rng, "office"), people::addressed(rng))
        }
        name => word(rng, name).to_owned(),
    }
}

fn word(rng: &mut TestRng, list: &str) -> &'static str {
    rng.pick(vocabulary::words(list))
        .copied()
        .unwrap_or_default()
}

/// What tells one thing from another like it.
fn mark(rng: &mut TestRng) -> String {
    match rng.below(4) {
        0 => format!(
            "hiệu {}, số {}{:05}",
            word(rng, "brand"),
            word(rng, "series"),
            rng.below(100_000)
        ),
        1 => format!("màu {}", word(rng, "colour")),
        2 => format!("mua năm {} giá {}", rng.between(2004, 2026), money(rng)),
        _ => format!("của {}", people::addressed(rng)),
    }
}

fn money(rng: &mut TestRng) -> String {
    match rng.below(3) {
        0 => format!("{} nghìn", rng.between(5, 95) * 10),
        1 => format!("{},{} triệu", rng.between(1, 39), rng.between(1, 9)),
        _ => format!("{} triệu", rng.between(2, 120)),
    }
}

/// A number plate as of 2026: province, series, five digits.
fn plate(rng: &mut TestRng) -> String {
    let series = word(rng, "series");
    format!(
        "{}{series}{}-{:03}.{:02}",
        rng.between(14, 99),
        rng.between(1, 9),
        rng.below(1_000),
        rng.below(100)
    )
}

fn spot(rng: &mut TestRng) -> String {
    let spot = word(rng, "landmark");
    match rng.below(4) {
        0 => format!("{spot} {}", places::street(rng)),
        1 => format!("số {} {}", rng.between(1, 320), places::street(rng)),
        2 => format!("{spot} gần nhà {}", people::addressed(rng)),
        _ => spot.to_owned(),
    }
}

fn capitalized(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(letters).collect()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_open_place_of_every_pattern_has_words() {
        let mut rng = TestRng::new(1);
        for pattern in [OBSERVED, JUDGED, HEARD, NEEDED, MET, STANDING].concat() {
            for part in pattern.split('{').skip(1) {
                let place = part.split('}').next().unwrap().to_lowercase();
                assert_ne!(open_place(&mut rng, &place), "", "{place} in {pattern}");
            }
        }
    }

    #[test]
    fn a_sentence_begins_with_a_capital_and_has_no_open_place_left() {
        let mut rng = TestRng::new(2);
        for _ in 0..500 {
            let text = observed(&mut rng);
            assert!(text.starts_with(char::is_uppercase), "{text}");
            assert!(!text.contains(['{', '}']), "{text}");
        }
    }
}
