//! How far apart two positions are.

/// A position in millionths of a degree (11 cm).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Position {
    /// North.
    pub lat: i32,
    /// East.
    pub lon: i32,
}

/// How near two positions are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Nearness {
    /// As near as two fixes at one door: up to 60 m.
    Here,
    /// Up to 150 m.
    Near,
    /// Up to 500 m.
    Around,
    /// Further.
    Far,
}

/// Metres in a degree of latitude.
const METRES_A_DEGREE: f64 = 111_320.0;
/// A cell's side in millionths of a degree, some 110 m.
const CELL: i32 = 1_000;

impl Position {
    /// Takes degrees; nothing where they are on no map.
    #[must_use]
    pub fn of_degrees(lat: f64, lon: f64) -> Option<Self> {
        let is_on_the_map = lat.abs() <= 90.0 && lon.abs() <= 180.0;
        #[allow(
            clippy::cast_possible_truncation,
            reason = "180 million fit 31 bits, and what is not finite is on no map"
        )]
        let micro = |degrees: f64| (degrees * 1e6).round() as i32;
        is_on_the_map.then(|| Self {
            lat: micro(lat),
            lon: micro(lon),
        })
    }

    /// Returns the distance in metres, on a plane: good for what is near.
    #[must_use]
    pub fn metres_to(self, other: Self) -> u32 {
        let degrees = |a: i32, b: i32| (f64::from(a) - f64::from(b)) / 1e6;
        let north = degrees(self.lat, other.lat) * METRES_A_DEGREE;
        let east = degrees(self.lon, other.lon) * METRES_A_DEGREE * cosine(self.lat);
        let metres = (north * north + east * east).sqrt();
        #[allow(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "rounded, not negative, and less than the earth is round"
        )]
        let metres = metres.round() as u32;
        metres
    }

    /// Returns the square of the map that it lies in.
    pub(crate) fn cell(self) -> (i32, i32) {
        (self.lat.div_euclid(CELL), self.lon.div_euclid(CELL))
    }
}

/// The cosine of a latitude by its series, which every machine computes alike; good to a thousandth.
fn cosine(lat: i32) -> f64 {
    let square = (f64::from(lat) / 1e6).to_radians().powi(2);
    1.0 - square / 2.0 + square * square / 24.0 - square * square * square / 720.0
}

pub(crate) fn compare(metres: u32) -> Nearness {
    match metres {
        0..=60 => Nearness::Here,
        61..=150 => Nearness::Near,
        151..=500 => Nearness::Around,
        _ => Nearness::Far,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn metres_are_those_of_the_ground() {
        let at = |lat, lon| Position::of_degrees(lat, lon).unwrap();
        assert_eq!(at(21.0285, 105.8542).metres_to(at(21.0285, 105.8542)), 0);
        assert!((110..113).contains(&at(21.0, 105.0).metres_to(at(21.001, 105.0))));
        assert!((102..106).contains(&at(21.0, 105.0).metres_to(at(21.0, 105.001))));
        assert_eq!(Position::of_degrees(91.0, 0.0), None);
        assert_eq!(Position::of_degrees(f64::NAN, 0.0), None);
    }
}
