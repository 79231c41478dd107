//! A page that prints well and stands alone: no script, no font or picture from elsewhere, every text escaped.

/// A4, letters that every system has for Vietnamese, nothing torn between two sheets.
const STYLE: &str = "
@page { size: A4; margin: 18mm; }
body { font: 11pt/1.45 'Times New Roman', 'Noto Serif', serif; max-width: 46em; margin: 2em auto; padding: 0 1em; color: #000; }
h1 { font-size: 16pt; } h2 { font-size: 13pt; border-bottom: 1px solid #000; margin-top: 1.6em; }
section { break-inside: avoid; margin: 0 0 1.2em; }
table { border-collapse: collapse; width: 100%; }
th { text-align: left; vertical-align: top; width: 12em; font-weight: normal; color: #444; padding: .15em .8em .15em 0; }
td { white-space: pre-line; padding: .15em 0; }
ul { margin: .3em 0 0; padding-left: 1.2em; font-size: 9.5pt; color: #444; }
.note { font-weight: bold; }
.grid th, .grid td { border: 1px solid #999; padding: .15em .5em; width: auto; font-size: 9.5pt; }
.grid td + td, .number { text-align: right; white-space: nowrap; }
.bars svg { width: 100%; height: .8em; }
@media print { body { max-width: none; margin: 0; padding: 0; } h2 { break-after: avoid; } }
";

/// A part of a whole, drawn as a bar.
#[derive(Debug)]
pub(crate) struct Bar {
    /// What it is.
    pub(crate) label: String,
    /// How much of how much.
    pub(crate) value: String,
    /// The part in thousandths.
    pub(crate) permille: u16,
}

/// A page being written.
#[derive(Debug)]
pub(crate) struct Page {
    html: String,
}

impl Page {
    /// Begins a page in a language.
    pub(crate) fn new(language: &str, title: &str) -> Page {
        let (language, title) = (escaped(language), escaped(title));
        Page {
            html: format!(
                "<!DOCTYPE html>\n<html lang=\"{language}\">\n<head>\n<meta charset=\"utf-8\">\n\
                 <meta name=\"viewport\" content=\"width=device-width\">\n<title>{title}</title>\n\
                 <style>{STYLE}</style>\n</head>\n<body>\n"
            ),
        }
    }

    /// Adds a heading of level 1 or 2.
    pub(crate) fn heading(&mut self, level: u8, text: &str) {
        self.line(&format!("<h{level}>{}</h{level}>", escaped(text)));
    }

    /// Adds a paragraph.
    pub(crate) fn paragraph(&mut self, text: &str) {
        self.line(&format!("<p>{}</p>", escaped(text)));
    }

    /// Adds a paragraph that stands out.
    pub(crate) fn note(&mut self, text: &str) {
        self.line(&format!("<p class=\"note\">{}</p>", escaped(text)));
    }

    /// Begins what is kept together on a sheet.
    pub(crate) fn begin_record(&mut self) {
        self.line("<section>");
    }

    /// Ends what is kept together.
    pub(crate) fn end_record(&mut self) {
        self.line("</section>");
    }

    /// Adds names and values.
    pub(crate) fn table(&mut self, rows: &[(String, String)]) {
        self.line("<table>");
        for (name, value) in rows {
            let (name, value) = (escaped(name), escaped(value));
            self.line(&format!("<tr><th>{name}</th><td>{value}</td></tr>"));
        }
        self.line("</table>");
    }

    /// Adds a list.
    pub(crate) fn list(&mut self, items: &[String]) {
        self.line("<ul>");
        for item in items {
            self.line(&format!("<li>{}</li>", escaped(item)));
        }
        self.line("</ul>");
    }

    /// Adds a table whose first line is its header and whose later columns are numbers.
    pub(crate) fn grid(&mut self, lines: &[Vec<String>]) {
        self.line("<table class=\"grid\">");
        for (at, cells) in lines.iter().enumerate() {
            let tag = if at == 0 { "th" } else { "td" };
            let cells = cells.iter();
            let cells = cells.map(|cell| format!("<{tag}>{}</{tag}>", escaped(cell)));
            self.line(&format!("<tr>{}</tr>", cells.collect::<String>()));
        }
        self.line("</table>");
    }

    /// Adds a bar for each part of a whole; the number stands beside it, for those who print without colours.
    pub(crate) fn bars(&mut self, bars: &[Bar]) {
        self.line("<table class=\"bars\">");
        for bar in bars {
            let (label, value) = (escaped(&bar.label), escaped(&bar.value));
            // In tenths of a percent of the cell, and as a drawing, which printers keep where they drop backgrounds.
            let share = bar.permille.min(1_000);
            self.line(&format!(
                "<tr><th>{label}</th><td><svg viewBox=\"0 0 1000 60\" preserveAspectRatio=\"none\" role=\"img\">\
                 <rect width=\"1000\" height=\"60\" fill=\"#ddd\"/><rect width=\"{share}\" height=\"60\" fill=\"#555\"/></svg></td>\
                 <td class=\"number\">{value}</td></tr>"
            ));
        }
        self.line("</table>");
    }

    /// Ends the page and returns it.
    pub(crate) fn finish(mut self) -> String {
        self.html.push_str("</body>\n</html>");
        self.html
    }

    fn line(&mut self, html: &str) {
        self.html.push_str(html);
        self.html.push('\n');
    }
}

/// Writes a text so that nothing of it is markup.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            letter if letter.is_control() && letter != '\n' => out.push(' '),
            letter => out.push(letter),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_never_markup() {
        let mut page = Page::new("vi", "Hồ sơ");
        page.paragraph("<script>alert('\"&\u{7}')</script>");
        let html = page.finish();
        assert!(html.contains("&lt;script&gt;alert(&#39;&quot;&amp; &#39;)&lt;/script&gt;"));
        assert!(!html.contains("<script"));
    }
}
