//! Vietnamese sentences of the length, the shape and the variety that the calibration names (see [`crate::register`]).
//!
//! The variety matters for honest sizes: text made of a few fixed sentences compresses to almost nothing. So about half of
//! each sentence is a frame that comes back again and again, as officers write, and the rest are single words that follow
//! from nothing around them, a few of them rare. Whoever reads them learns nothing; whoever compresses them has real work.

use crate::TestRng;

use super::{people, vocabulary};

/// What was seen or told on a visit.
const OBSERVED: &[&str] = &[
    "Trong hộ có {n} người mới đến ở trọ, đã chỉ cách khai báo, {terse}",
    "Chủ nhà kể {terse} mà giấy tờ còn thiếu, hẹn {when}",
    "Hộ báo có {terse} ở đầu xóm, nhờ {terse} sớm xem lại",
    "Đã xem bình chữa cháy và dây điện, {terse}; hộ hứa sẽ {terse}",
    "Camera của {n} nhà gần đó còn dùng được, {terse}, {terse}",
    "{Person} nói {terse} từ {date}, gọi lại số {phone}",
    "Đã nói chuyện về {terse} và để lại {n} tờ rơi, {terse}",
];

/// What the officer thinks of it: kept apart from the facts.
const JUDGED: &[&str] = &[
    "Theo tôi việc {terse} còn có thể xảy ra, nhất là {terse}",
    "Chuyện {terse} hoà giải được nếu {terse} cùng dự",
    "Gia đình khó khăn thật vì {terse}, nên xét {support}",
];

/// What was heard from somebody else.
const HEARD: &[&str] = &["Nghe quanh xóm nói {terse}, tối đến lại {terse}, chưa rõ đúng sai"];

/// Hardships and wishes.
const NEEDED: &[&str] = &[
    "Đề nghị sớm xem lại {terse} ở đầu xóm vì {terse}",
    "Xin được hướng dẫn làm {paper} vì {terse}, {terse}",
    "Nhà có {relation} ở một mình, {terse}, nhờ tổ tự quản {terse}",
];

/// What a group talks about when it meets.
const MET: &[&str] = &[
    "Cả tổ bàn việc {terse}, sau đó {terse}, giao {person} theo dõi",
    "Nghe nói chuyện {terse}, phát {nn} tờ rơi cho các nhà",
    "Thống nhất mỗi hộ góp {money} để {terse}, nhất là {terse}",
];

/// A household's standing remark.
const STANDING: &[&str] = &[
    "Nên gọi điện trước khi đến vì {relation} hay {terse}, {terse}",
    "Nhà có người già đi lại khó, {terse}, cần {support}",
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

/// How many words in a hundred are rare.
const RARE: u64 = 16;

fn sentence(rng: &mut TestRng, patterns: &[&str]) -> String {
    let pattern = rng.pick(patterns).copied().unwrap_or_default();
    format!("{}.", fill(rng, pattern))
}

/// What people write in words of their own: a few, which follow from nothing around them.
fn terse(rng: &mut TestRng) -> String {
    let words: Vec<String> = (0..rng.between(4, 6)).map(|_| own_word(rng)).collect();
    words.join(" ")
}

/// Draws a word that somebody chose: mostly a common one, and now and then one that is hardly used a second time.
fn own_word(rng: &mut TestRng) -> String {
    if rng.chance(RARE) {
        format!("{}{}", word(rng, "onset"), word(rng, "rime"))
    } else {
        // The first words of the list are the commonest, as in any language.
        let words = vocabulary::words("terse");
        let rank = (0..3).map(|_| rng.index(words.len())).min();
        let word = rank.and_then(|rank| words.get(rank));
        word.copied().unwrap_or_default().to_owned()
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

/// Draws what stands in an open place.
fn open_place(rng: &mut TestRng, place: &str) -> String {
    match place {
        "terse" => terse(rng),
        "n" => rng.between(1, 9).to_string(),
        "nn" => rng.between(10, 99).to_string(),
        "person" => people::addressed(rng),
        "date" => format!("{:02}/{:02}", rng.between(1, 28), rng.between(1, 12)),
        "money" => money(rng),
        "phone" => people::phone(rng),
        "when" if rng.chance(20) => format!(
            "lúc {}h{:02} ngày {}/{}",
            rng.between(4, 23),
            rng.below(60),
            rng.between(1, 28),
            rng.between(1, 12)
        ),
        "relation" if rng.chance(40) => {
            format!("{} ({})", word(rng, "relation"), people::given(rng))
        }
        name => word(rng, name).to_owned(),
    }
}

fn word(rng: &mut TestRng, list: &str) -> &'static str {
    rng.pick(vocabulary::words(list))
        .copied()
        .unwrap_or_default()
}

fn money(rng: &mut TestRng) -> String {
    match rng.below(3) {
        0 => format!("{} nghìn", rng.between(5, 95) * 10),
        1 => format!("{},{} triệu", rng.between(1, 39), rng.between(1, 9)),
        _ => format!("{} triệu", rng.between(2, 120)),
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
