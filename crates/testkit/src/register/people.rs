//! Vietnamese personal names, as often as they occur, and telephone numbers.

use crate::TestRng;

/// Family names with rough shares in a thousand of the population (the order of the published counts: Nguyễn first by far).
#[rustfmt::skip]
const FAMILY: &[(&str, u32)] = &[
    ("Nguyễn", 316), ("Trần", 109), ("Lê", 87), ("Phạm", 64), ("Hoàng", 41), ("Huỳnh", 25), ("Vũ", 30), ("Võ", 24),
    ("Phan", 31), ("Trương", 22), ("Bùi", 21), ("Đặng", 20), ("Đỗ", 20), ("Ngô", 16), ("Hồ", 15), ("Dương", 13),
    ("Đinh", 12), ("Đoàn", 9), ("Lâm", 8), ("Mai", 8), ("Trịnh", 8), ("Đào", 7), ("Cao", 7), ("Lý", 6), ("Hà", 6),
    ("Lưu", 5), ("Lương", 5), ("Thái", 5), ("Tạ", 4), ("Phùng", 4), ("Tô", 4), ("Vương", 3), ("Quách", 2), ("Chu", 3),
    ("Nghiêm", 1), ("Kiều", 1), ("La", 1), ("Thạch", 1),
];

#[rustfmt::skip]
const MALE_MIDDLE: &[(&str, u32)] = &[
    ("Văn", 40), ("Hữu", 9), ("Đức", 9), ("Quang", 7), ("Minh", 6), ("Xuân", 6), ("Công", 5), ("Thanh", 5),
    ("Ngọc", 5), ("Đình", 5), ("Quốc", 4), ("Bá", 3), ("Thế", 3), ("Duy", 3), ("Trọng", 3), ("Viết", 2), ("Tiến", 2),
    ("Anh", 2), ("Khắc", 1), ("Sỹ", 1),
];

#[rustfmt::skip]
const FEMALE_MIDDLE: &[(&str, u32)] = &[
    ("Thị", 48), ("Thị Thu", 5), ("Thị Thanh", 5), ("Thị Ngọc", 4), ("Thị Kim", 4), ("Ngọc", 5), ("Thu", 4),
    ("Thanh", 4), ("Hồng", 3), ("Kim", 3), ("Thị Bích", 2), ("Thị Mỹ", 2), ("Minh", 2), ("Phương", 2),
    ("Thị Hồng", 3), ("Diệu", 1), ("Khánh", 1), ("Bảo", 1),
];

#[rustfmt::skip]
const MALE_GIVEN: &[&str] = &[
    "An", "Anh", "Bảo", "Bình", "Cảnh", "Chiến", "Chính", "Chung", "Cường", "Danh", "Dũng", "Duy", "Dương", "Đại",
    "Đạt", "Điền", "Đông", "Đức", "Giang", "Hà", "Hải", "Hiền", "Hiếu", "Hoà", "Hoàn", "Hoàng", "Hùng", "Huy", "Hưng",
    "Kha", "Khang", "Khánh", "Khoa", "Khôi", "Kiên", "Lâm", "Lập", "Linh", "Lộc", "Long", "Lợi", "Luân", "Lực",
    "Mạnh", "Minh", "Nam", "Nghĩa", "Nguyên", "Nhân", "Nhật", "Phát", "Phong", "Phú", "Phúc", "Phước", "Quân",
    "Quang", "Quốc", "Quý", "Quyết", "Sang", "Sinh", "Sơn", "Tài", "Tâm", "Tân", "Thái", "Thắng", "Thanh", "Thành",
    "Thắm", "Thiện", "Thịnh", "Thọ", "Thông", "Thuận", "Tiến", "Tín", "Toàn", "Toản", "Trí", "Triều", "Trọng",
    "Trung", "Trường", "Tú", "Tuấn", "Tùng", "Tường", "Tuyên", "Tỵ", "Văn", "Việt", "Vinh", "Vũ", "Vượng", "Xuân",
];

#[rustfmt::skip]
const FEMALE_GIVEN: &[&str] = &[
    "An", "Anh", "Ánh", "Bích", "Cẩm", "Châu", "Chi", "Cúc", "Diễm", "Diệp", "Dung", "Duyên", "Đào", "Giang", "Hà",
    "Hạnh", "Hằng", "Hậu", "Hiền", "Hoa", "Hoà", "Hoài", "Hồng", "Huệ", "Huyền", "Hương", "Hường", "Khuyên", "Lan",
    "Lành", "Lệ", "Liên", "Liễu", "Linh", "Loan", "Luyến", "Lụa", "Ly", "Lý", "Mai", "Mận", "Mến", "Minh", "My",
    "Nga", "Ngà", "Ngân", "Ngọc", "Nguyệt", "Nhàn", "Nhi", "Nhung", "Nương", "Oanh", "Phượng", "Phương", "Quế",
    "Quỳnh", "Sen", "Sương", "Tâm", "Thanh", "Thảo", "Thắm", "Thoa", "Thơm", "Thu", "Thuỷ", "Thuý", "Thương", "Tình",
    "Trà", "Trang", "Trâm", "Trinh", "Tuyết", "Tươi", "Uyên", "Vân", "Vui", "Vy", "Xuân", "Yến",
];

/// Prefixes of Vietnamese mobile numbers since 2018, by how many people hold one.
#[rustfmt::skip]
const MOBILE_PREFIX: &[(&str, u32)] = &[
    ("098", 12), ("097", 11), ("096", 8), ("086", 3), ("032", 4), ("033", 4), ("034", 4), ("035", 4), ("036", 4),
    ("037", 4), ("038", 4), ("039", 4), ("091", 8), ("094", 6), ("088", 2), ("081", 2), ("082", 2), ("083", 2),
    ("084", 2), ("085", 2), ("090", 6), ("093", 5), ("089", 1), ("070", 1), ("076", 1), ("077", 1), ("078", 1),
    ("079", 1), ("092", 1), ("056", 1), ("058", 1), ("099", 1), ("059", 1),
];

/// Draws a full name in Vietnamese order: family, middle, given.
pub(super) fn name(rng: &mut TestRng) -> String {
    if rng.chance(58) {
        male_name(rng)
    } else {
        female_name(rng)
    }
}

/// Draws a full name behind the form of address that a note would use: `ông Trần Văn Bình`.
pub(super) fn addressed(rng: &mut TestRng) -> String {
    let male = rng.chance(50);
    let (titles, name) = if male {
        (["ông", "anh", "bác"], male_name(rng))
    } else {
        (["bà", "chị", "cô"], female_name(rng))
    };
    format!("{} {name}", rng.pick(&titles).unwrap_or(&"ông"))
}

/// Draws a given name, as neighbours would say it.
pub(super) fn given(rng: &mut TestRng) -> &'static str {
    let names = if rng.chance(50) {
        MALE_GIVEN
    } else {
        FEMALE_GIVEN
    };
    rng.pick(names).copied().unwrap_or_default()
}

/// Draws a mobile number of ten digits.
pub(super) fn phone(rng: &mut TestRng) -> String {
    let prefix = rng.weighted(MOBILE_PREFIX).copied().unwrap_or("098");
    format!("{prefix}{:07}", rng.below(10_000_000))
}

fn male_name(rng: &mut TestRng) -> String {
    join(rng, MALE_MIDDLE, MALE_GIVEN)
}

fn female_name(rng: &mut TestRng) -> String {
    join(rng, FEMALE_MIDDLE, FEMALE_GIVEN)
}

fn join(rng: &mut TestRng, middle: &[(&str, u32)], given: &[&str]) -> String {
    let family = rng.weighted(FAMILY).copied().unwrap_or_default();
    let middle = rng.weighted(middle).copied().unwrap_or_default();
    let given = rng.pick(given).copied().unwrap_or_default();
    format!("{family} {middle} {given}")
}
