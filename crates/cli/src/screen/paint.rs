//! Colours, where a terminal shows them.

/// What a text means, which decides its colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tone {
    /// Nothing particular.
    Plain,
    /// A heading.
    Strong,
    /// Less important.
    Faint,
    /// All is well.
    Good,
    /// Somebody should look.
    Warn,
    /// Something failed.
    Bad,
}

/// Colours texts, or leaves them.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Paint {
    coloured: bool,
}

impl Paint {
    /// Colours when asked to.
    pub(crate) fn new(coloured: bool) -> Paint {
        Paint { coloured }
    }

    /// Tells whether it colours.
    pub(crate) fn is_coloured(self) -> bool {
        self.coloured
    }

    /// Gives a text its colour.
    pub(crate) fn tone(self, tone: Tone, text: &str) -> String {
        let code = match tone {
            Tone::Plain => return text.to_owned(),
            Tone::Strong => "1",
            Tone::Faint => "2",
            Tone::Good => "32",
            Tone::Warn => "33",
            Tone::Bad => "1;31",
        };
        if self.coloured {
            format!("\u{1b}[{code}m{text}\u{1b}[0m")
        } else {
            text.to_owned()
        }
    }
}
