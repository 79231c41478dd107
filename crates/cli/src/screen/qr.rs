//! An invite's code as a picture that a phone can read from the terminal.

use super::Paint;
use qrcode::render::unicode::Dense1x2;
use qrcode::{EcLevel, QrCode};

/// Draws a code with half blocks, or returns nothing when it is too long to draw.
///
/// Two modules a character keep it square and small. With colours the picture is black on white whatever the
/// terminal's own; without them a dark terminal is assumed, as most are.
pub(crate) fn qr(paint: Paint, code: &str) -> Option<String> {
    let drawn = QrCode::with_error_correction_level(code.as_bytes(), EcLevel::L).ok()?;
    let mut renderer = drawn.render::<Dense1x2>();
    if !paint.is_coloured() {
        return Some(
            renderer
                .dark_color(Dense1x2::Light)
                .light_color(Dense1x2::Dark)
                .build(),
        );
    }
    let picture = renderer
        .dark_color(Dense1x2::Dark)
        .light_color(Dense1x2::Light)
        .build();
    let lines: Vec<String> = picture
        .lines()
        .map(|line| format!("\u{1b}[30;107m{line}\u{1b}[0m"))
        .collect();
    Some(lines.join("\n"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_invite_code_fits_a_small_terminal() {
        let code = "SOTAY1".to_owned() + &"ABCDEFGH".repeat(20);
        let picture = qr(Paint::new(false), &code).unwrap();
        assert!(picture.lines().count() <= 32, "{}", picture.lines().count());
        assert!(picture.lines().all(|line| line.chars().count() <= 64));
    }
}
