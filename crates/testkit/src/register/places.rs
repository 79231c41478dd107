//! Streets, hamlets and positions of a made-up ward. No real register holds these addresses.

use crate::TestRng;

#[rustfmt::skip]
const STREETS: &[&str] = &[
    "Trần Quốc Toản", "Hai Bà Trưng", "Bà Triệu", "Lê Lợi", "Nguyễn Trãi", "Quang Trung", "Phan Bội Châu",
    "Phan Chu Trinh", "Lý Thường Kiệt", "Lý Thái Tổ", "Ngô Quyền", "Đinh Tiên Hoàng", "Trần Hưng Đạo", "Nguyễn Du",
    "Hồ Xuân Hương", "Nguyễn Công Trứ", "Phan Đình Phùng", "Hoàng Hoa Thám", "Lê Hồng Phong", "Nguyễn Thị Minh Khai",
    "Võ Thị Sáu", "Trường Chinh", "Lê Duẩn", "Điện Biên Phủ", "Cách Mạng Tháng Tám", "Nguyễn Văn Cừ", "Hà Huy Tập",
    "Nguyễn Viết Xuân", "Đặng Dung", "Nguyễn Biểu", "Hải Thượng Lãn Ông", "Xuân Diệu", "Huy Cận", "Tô Hiến Thành",
    "Mai Thúc Loan", "Lê Hữu Trác", "Nguyễn Xí", "Đồng Quế", "La Sơn Phu Tử", "Vũ Quang", "Hàm Nghi", "Cao Thắng",
    "Lê Ninh", "Nguyễn Huy Tự", "Bùi Cầm Hổ", "Đường tỉnh 547", "Quốc lộ 1 cũ", "đường đê Hữu", "đường liên xã",
    "đường ra bến",
];

#[rustfmt::skip]
const HAMLETS: &[&str] = &[
    "Tổ dân phố 1", "Tổ dân phố 2", "Tổ dân phố 3", "Thôn Đông Hoà", "Thôn Tây Sơn", "Thôn Bắc Trung",
    "Thôn Nam Tiến", "Xóm Bến",
];

const LANES: &[&str] = &["ngõ", "ngách", "kiệt", "xóm", "khu", "đội"];

/// The middle of the made-up ward, in microdegrees; areas lie around it.
const CENTRE: (i64, i64) = (18_035_000, 106_410_000);

/// A position in microdegrees.
#[derive(Clone, Copy, Debug)]
pub(super) struct Position {
    lat: i64,
    lon: i64,
}

impl Position {
    /// Draws a household's position in the area of this number, some 900 m around the area's middle.
    pub(super) fn in_area(rng: &mut TestRng, area: usize) -> Self {
        let ring = i64::try_from(area).unwrap_or(0);
        let (row, column) = (ring / 4, ring % 4);
        Self {
            lat: CENTRE.0 + row * 16_000 + spread(rng, 8_000),
            lon: CENTRE.1 + column * 16_000 + spread(rng, 8_000),
        }
    }

    /// Draws what a phone says when it stands here: some 15 m to 120 m away, worse between houses and under trees.
    pub(super) fn measured(self, rng: &mut TestRng) -> Self {
        Self {
            lat: self.lat + spread(rng, 900),
            lon: self.lon + spread(rng, 900),
        }
    }

    /// Returns latitude in degrees.
    pub(super) fn lat(self) -> f64 {
        degrees(self.lat)
    }

    /// Returns longitude in degrees.
    pub(super) fn lon(self) -> f64 {
        degrees(self.lon)
    }
}

/// Returns the name of the area of this number.
pub(super) fn area_name(index: usize) -> String {
    HAMLETS
        .get(index)
        .map_or_else(|| format!("Tổ dân phố {}", index + 1), ToString::to_string)
}

/// Draws a street name.
pub(super) fn street(rng: &mut TestRng) -> &'static str {
    rng.pick(STREETS).copied().unwrap_or_default()
}

/// Draws a household's address in the area of this number.
pub(super) fn address(rng: &mut TestRng, area: usize) -> String {
    let door = rng.between(1, 420);
    let lane = rng.pick(LANES).copied().unwrap_or_default();
    let turn = rng.between(2, 187);
    let street = street(rng);
    let area = area_name(area);
    match rng.below(6) {
        0 => format!("{lane} {turn} {street}, {area}"),
        1 => format!("{door}/{turn} {street}, {area}"),
        2 => format!("thửa {door}, tờ {turn}, {area}"),
        _ => format!("{door} {street}, {area}"),
    }
}

/// Moves degrees by millionths, and rounds to such.
pub(super) fn rounded(from: f64, micro: i64) -> f64 {
    ((from * 1_000_000.0).round() + degrees(micro) * 1_000_000.0).round() / 1_000_000.0
}

/// Two uniform draws make the middle likelier than the edge.
fn spread(rng: &mut TestRng, reach: i64) -> i64 {
    (rng.between(-reach, reach) + rng.between(-reach, reach)) / 2
}

#[allow(
    clippy::cast_precision_loss,
    reason = "microdegrees of the earth fit a double's 53 bits"
)]
fn degrees(micro: i64) -> f64 {
    micro as f64 / 1_000_000.0
}
