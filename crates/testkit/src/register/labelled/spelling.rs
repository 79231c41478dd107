//! How else a name, an address or a number is written.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::TestRng;

/// Leaves out all marks, as a plain keyboard does.
pub(super) fn without_marks(text: &str) -> String {
    text.nfd()
        .filter(|letter| !is_combining_mark(*letter))
        .map(|letter| match letter {
            'đ' => 'd',
            'Đ' => 'D',
            other => other,
        })
        .collect()
}

/// Writes a name otherwise, in one way or two.
pub(super) fn name(rng: &mut TestRng, name: &str, female: bool) -> String {
    let mut written = name_once(rng, name, female);
    if rng.chance(30) {
        written = name_once(rng, &written, female);
    }
    if rng.chance(8) {
        written = written.to_uppercase();
    }
    written
}

fn name_once(rng: &mut TestRng, name: &str, female: bool) -> String {
    match rng.below(100) {
        0..22 => name.to_owned(),
        22..45 => without_marks(name),
        45..53 => tone_on_the_other_vowel(name),
        53..65 => abbreviated(rng, name),
        65..73 => given_name_first(name),
        73..80 => without_middle(name),
        80..88 => format!("{} {name}", addressed(rng, female)),
        88..94 => other_mark(rng, name),
        _ => mistyped(rng, name),
    }
}

fn addressed(rng: &mut TestRng, female: bool) -> &'static str {
    let titles = if female {
        ["bà", "chị", "cô"]
    } else {
        ["ông", "anh", "chú"]
    };
    rng.pick(&titles).copied().unwrap_or_default()
}

/// `Hoà` and `Hòa`, `Thuý` and `Thúy`.
fn tone_on_the_other_vowel(name: &str) -> String {
    const PAIRS: &[(&str, &str)] = &[
        ("oà", "òa"),
        ("oá", "óa"),
        ("oả", "ỏa"),
        ("uý", "úy"),
        ("uỷ", "ủy"),
        ("uỳ", "ùy"),
        ("Lý", "Lí"),
        ("Quý", "Quí"),
        ("Mỹ", "Mĩ"),
    ];
    PAIRS
        .iter()
        .fold(name.to_owned(), |name, (new, old)| name.replace(new, old))
}

/// Shortens the family name, the middle name or both to their beginnings.
fn abbreviated(rng: &mut TestRng, name: &str) -> String {
    let mut parts: Vec<String> = name.split(' ').map(str::to_owned).collect();
    let last = parts.len().saturating_sub(1);
    let which = rng.below(3);
    for (place, part) in parts.iter_mut().enumerate().take(last) {
        let wanted = match place {
            0 => which != 1,
            _ => which != 0,
        };
        if wanted {
            *part = initial(part);
        }
    }
    parts.join(" ")
}

fn initial(part: &str) -> String {
    const CLUSTERS: &[&str] = &["Ng", "Tr", "Ph", "Th", "Kh", "Ch", "Qu"];
    let cluster = CLUSTERS.iter().find(|cluster| part.starts_with(*cluster));
    match cluster {
        Some(cluster) => format!("{cluster}."),
        None => part.chars().take(1).chain(['.']).collect(),
    }
}

fn given_name_first(name: &str) -> String {
    match name.rsplit_once(' ') {
        Some((before, given)) => format!("{given} {before}"),
        None => name.to_owned(),
    }
}

fn without_middle(name: &str) -> String {
    match (name.split_once(' '), name.rsplit_once(' ')) {
        (Some((family, _)), Some((_, given))) => format!("{family} {given}"),
        _ => name.to_owned(),
    }
}

/// Puts another mark of tone on one syllable, or takes it away.
fn other_mark(rng: &mut TestRng, name: &str) -> String {
    const TONES: &[char] = &['\u{300}', '\u{301}', '\u{303}', '\u{309}', '\u{323}'];
    let mut letters: Vec<char> = name.nfd().collect();
    let marked: Vec<usize> = (0..letters.len())
        .filter(|at| {
            letters
                .get(*at)
                .is_some_and(|letter| TONES.contains(letter))
        })
        .collect();
    if let Some(at) = rng.pick(&marked).copied() {
        if rng.chance(50) {
            letters.remove(at);
        } else if let (Some(letter), Some(tone)) = (letters.get_mut(at), rng.pick(TONES)) {
            *letter = *tone;
        }
    }
    letters.into_iter().nfc().collect()
}

/// Leaves a letter out, puts one in twice, swaps two, or writes what sounds the same.
fn mistyped(rng: &mut TestRng, text: &str) -> String {
    const SOUNDS: &[(&str, &str)] = &[
        ("ch", "tr"),
        ("tr", "ch"),
        ("s", "x"),
        ("x", "s"),
        ("l", "n"),
        ("n", "l"),
        ("gi", "d"),
        ("ng", "n"),
        ("i", "y"),
    ];
    if rng.chance(40) {
        let heard: Vec<_> = SOUNDS
            .iter()
            .filter(|(from, _)| text.contains(from))
            .collect();
        if let Some((from, to)) = rng.pick(&heard) {
            return text.replacen(from, to, 1);
        }
    }
    let mut letters: Vec<char> = text.chars().collect();
    let at = 1 + rng.index(letters.len().saturating_sub(2));
    if letters.get(at).is_none_or(|letter| !letter.is_alphabetic()) {
        return text.to_owned();
    }
    match rng.below(3) {
        0 => {
            letters.remove(at);
        }
        1 => letters.insert(at, letters.get(at).copied().unwrap_or('h')),
        _ if letters.get(at + 1).is_some_and(|next| next.is_alphabetic()) => {
            letters.swap(at, at + 1)
        }
        _ => {
            letters.remove(at);
        }
    }
    letters.into_iter().collect()
}

/// Writes an address otherwise, in one to three ways.
pub(super) fn address(rng: &mut TestRng, address: &str) -> String {
    let mut written = address.to_owned();
    for _ in 0..=rng.below(3) {
        written = address_once(rng, &written);
    }
    written
}

fn address_once(rng: &mut TestRng, address: &str) -> String {
    match rng.below(100) {
        0..20 => address.to_owned(),
        20..40 => short_words(rng, address),
        40..55 => without_marks(address),
        55..66 => with_number_word(rng, address),
        66..75 => format!(
            "{address}, {}",
            rng.pick(&[
                "P. Hoà Bình",
                "Phường Hoà Bình",
                "phường Hoà Bình, TP. Vinh",
                "P.5, Q.1",
                "Xã Kỳ Lợi, H. Kỳ Anh"
            ])
            .copied()
            .unwrap_or_default()
        ),
        75..83 => lane_in_words(address),
        83..91 => address.split(", ").next().unwrap_or(address).to_owned(),
        91..95 => address
            .trim_start_matches(|letter: char| {
                letter.is_ascii_digit() || letter == '/' || letter == ' '
            })
            .to_owned(),
        _ => mistyped(rng, address),
    }
}

fn short_words(rng: &mut TestRng, address: &str) -> String {
    let forms = [
        ("Tổ dân phố", ["TDP", "tổ", "Tổ DP"]),
        ("Nguyễn", ["Ng.", "Ng.", "Nguyển"]),
        ("ngõ", ["Ng.", "Ngõ", "ngõ số"]),
        ("thửa", ["Thửa", "thửa số", "thửa đất số"]),
        ("tờ", ["tờ số", "tờ bản đồ", "tờ bản đồ số"]),
    ];
    forms
        .iter()
        .fold(address.to_owned(), |address, (long, short)| {
            let short = rng.pick(short).copied().unwrap_or(long);
            address.replace(long, short)
        })
}

/// `12 Lê Lợi` as `Số nhà 12 đường Lê Lợi`.
fn with_number_word(rng: &mut TestRng, address: &str) -> String {
    if !address.starts_with(|letter: char| letter.is_ascii_digit()) {
        return address.to_owned();
    }
    let word = rng
        .pick(&["số", "Số nhà", "SN", "số nhà"])
        .copied()
        .unwrap_or_default();
    match address.split_once(' ') {
        Some((number, street))
            if rng.chance(50)
                && !street.starts_with("đường")
                && !street.starts_with("Đường")
                && !street.starts_with("Quốc") =>
        {
            format!("{word} {number} đường {street}")
        }
        _ => format!("{word} {address}"),
    }
}

/// `12/5 Lê Lợi` as `số 5 ngõ 12 Lê Lợi`.
fn lane_in_words(address: &str) -> String {
    let Some((numbers, street)) = address.split_once(' ') else {
        return address.to_owned();
    };
    match numbers.split_once('/') {
        Some((lane, door)) if lane.bytes().all(|byte| byte.is_ascii_digit()) => {
            format!("số {door} ngõ {lane} {street}")
        }
        _ => address.to_owned(),
    }
}

/// Writes a telephone number otherwise, with a wrong digit now and then.
pub(super) fn phone(rng: &mut TestRng, phone: &str) -> String {
    let mut digits: Vec<char> = phone.chars().collect();
    if digits.len() < 10 {
        return phone.to_owned();
    }
    if rng.chance(4) {
        let at = 3 + rng.index(digits.len() - 4);
        if rng.chance(50) {
            digits.swap(at, at + 1);
        } else if let Some(digit) = digits.get_mut(at) {
            *digit = char::from(b'0' + u8::try_from(rng.below(10)).unwrap_or(0));
        }
    }
    let written: String = digits.into_iter().collect();
    let parts = (written.get(..4), written.get(4..7), written.get(7..));
    let (Some(first), Some(second), Some(third)) = parts else {
        return written;
    };
    match rng.below(5) {
        0 => format!("{first} {second} {third}"),
        1 => format!("{first}.{second}.{third}"),
        2 => format!("+84{}", written.trim_start_matches('0')),
        _ => written,
    }
}

/// Writes the name of an establishment or group otherwise.
pub(super) fn title(rng: &mut TestRng, title: &str) -> String {
    let mut written = match rng.below(100) {
        0..20 => title.to_owned(),
        20..45 => without_marks(title),
        45..75 => short_forms(title),
        75..82 => title.to_uppercase(),
        82..90 => other_form(title),
        _ => mistyped(rng, title),
    };
    if rng.chance(25) {
        written = short_forms(&written);
    }
    written
}

fn short_forms(title: &str) -> String {
    const FORMS: &[(&str, &str)] = &[
        ("Công ty", "Cty"),
        ("Công ty TNHH MTV", "Cty TNHH MTV"),
        ("cổ phần", "CP"),
        ("Doanh nghiệp tư nhân", "DNTN"),
        ("Hợp tác xã", "HTX"),
        ("Câu lạc bộ", "CLB"),
        ("Tổ liên gia", "TLG"),
        ("phòng cháy chữa cháy", "PCCC"),
        ("Cà phê", "Cafe"),
        ("Cửa hàng", "CH"),
        ("Nhà hàng", "NH"),
    ];
    FORMS.iter().fold(title.to_owned(), |title, (long, short)| {
        title.replace(long, short)
    })
}

fn other_form(title: &str) -> String {
    const FORMS: &[(&str, &str)] = &[
        ("Karaoke gia đình", "Karaoke"),
        ("Karaoke", "Quán hát"),
        ("Quán cơm", "Quán"),
        ("Quán nhậu", "Quán"),
        ("Dịch vụ cầm đồ", "Tiệm cầm đồ"),
        ("Đại lý ga", "Cửa hàng ga"),
        ("Công ty TNHH MTV", "Công ty TNHH"),
        ("Tổ liên gia tự quản", "Tổ tự quản"),
    ];
    match FORMS.iter().find(|(from, _)| title.starts_with(from)) {
        Some((from, to)) => title.replacen(from, to, 1),
        None => title.to_owned(),
    }
}
