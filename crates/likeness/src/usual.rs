//! Names that many people have: a letter between two of them is no slip of the pen.

use crate::weights::Bits;

/// Family names without marks and how rare they are: minus the logarithm of their share of the population, in the order of
/// published counts.
const FAMILY_NAMES: &[(&str, Bits)] = &[
    ("nguyen", 170),
    ("tran", 320),
    ("le", 350),
    ("pham", 400),
    ("hoang", 460),
    ("vu", 420),
    ("vo", 420),
    ("phan", 500),
    ("huynh", 530),
    ("truong", 550),
    ("bui", 560),
    ("dang", 560),
    ("do", 560),
    ("ngo", 600),
    ("ho", 610),
    ("duong", 630),
    ("dinh", 640),
    ("doan", 680),
    ("lam", 700),
    ("mai", 700),
    ("trinh", 700),
    ("dao", 710),
    ("cao", 710),
    ("li", 740),
    ("ha", 740),
    ("luu", 770),
    ("luong", 770),
    ("thai", 770),
    ("ta", 800),
    ("phung", 800),
    ("to", 800),
];
const OTHER_FAMILY_NAME: Bits = 900;

/// Middle and given names without marks, in alphabetical order.
#[rustfmt::skip]
const NAMES: &[&str] = &[
    "an", "anh", "ba", "bac", "bach", "bang", "bao", "bich", "binh", "cam", "can", "canh", "chau", "chi", "chien",
    "chinh", "chung", "cong", "cuc", "cuong", "dai", "dan", "dang", "danh", "dao", "dat", "diem", "dien", "diep",
    "dieu", "dinh", "doan", "dong", "duc", "dung", "duong", "duy", "duyen", "gia", "giang", "giap", "ha", "hai", "han",
    "hang", "hanh", "hao", "hau", "hien", "hiep", "hieu", "hoa", "hoai", "hoan", "hoang", "hong", "hop", "hue", "hui",
    "hung", "huong", "huu", "huyen", "huynh", "ich", "kha", "khac", "khai", "khang", "khanh", "khiem", "khoa", "khoi",
    "khuyen", "ki", "kien", "kiet", "kieu", "kim", "lac", "lai", "lam", "lan", "lanh", "lap", "le", "li", "lien",
    "lieu", "linh", "loan", "loc", "loi", "long", "lua", "luan", "luc", "luong", "luu", "luyen", "luyet", "mai", "man",
    "manh", "men", "mi", "minh", "muoi", "nam", "nga", "ngan", "nghi", "nghia", "ngoc", "nguyen", "nguyet", "nhan",
    "nhat", "nhi", "nhu", "nhung", "ninh", "nuong", "oanh", "phat", "phi", "phong", "phu", "phuc", "phung", "phuoc",
    "phuong", "quan", "quang", "que", "qui", "quoc", "quyen", "quyet", "quynh", "sam", "sang", "sen", "si", "sinh",
    "son", "suong", "tai", "tam", "tan", "tao", "thach", "thai", "tham", "than", "thang", "thanh", "thao", "the", "thi",
    "thien", "thiet", "thin", "thinh", "tho", "thoa", "thoai", "thom", "thong", "thu", "thuan", "thuc", "thui",
    "thuong", "thuy", "thuyen", "ti", "tien", "tin", "tinh", "toan", "toi", "ton", "tong", "tra", "trai", "tram",
    "trang", "tri", "trieu", "trinh", "trong", "truc", "trung", "truong", "tu", "tuan", "tung", "tuoi", "tuong",
    "tuyen", "tuyet", "uyen", "van", "vi", "viet", "vinh", "vu", "vui", "vuong", "xuan", "xuyen", "yen",
];

/// Whether a syllable without marks is a family name that many have.
pub(crate) fn is_family_name(folded: &str) -> bool {
    FAMILY_NAMES.iter().any(|(name, _)| *name == folded)
}

/// Whether a syllable without marks is a middle or given name that many have.
pub(crate) fn is_usual(folded: &str) -> bool {
    NAMES.binary_search(&folded).is_ok()
}

/// Returns how rare a family name is, in hundredths of a bit.
pub(crate) fn rarity_of_family(folded: &str) -> Bits {
    FAMILY_NAMES
        .iter()
        .find(|(name, _)| *name == folded)
        .map_or(OTHER_FAMILY_NAME, |(_, bits)| *bits)
}

/// Returns how rare a middle name is, in hundredths of a bit: most people have one of two.
pub(crate) fn rarity_of_middle(folded: &str) -> Bits {
    match folded {
        "van" | "thi" => 180,
        _ => 500,
    }
}

/// How rare a given name is, in hundredths of a bit: they are many, and none is common.
pub(crate) const GIVEN_NAME: Bits = 650;
