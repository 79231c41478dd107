//! Tables that fit the terminal, whatever the marks on the letters.

use super::{Paint, Tone};
use comfy_table::{Attribute, Cell, CellAlignment, Color, ColumnConstraint, ContentArrangement};
use comfy_table::{LineStyle, presets};

/// One row: texts with what they mean.
pub(crate) type Line = Vec<(Tone, String)>;

/// A table with a header, or of names and values without one.
#[derive(Debug)]
pub(crate) struct Table {
    inner: comfy_table::Table,
    paint: Paint,
}

impl Table {
    /// Makes a table with a header.
    pub(crate) fn with_header(paint: Paint, header: &[String]) -> Table {
        let mut table = Table::bare(paint);
        table
            .inner
            .load_style(presets::NOTHING.header_separator(LineStyle::none().fill('─')));
        table.inner.set_header(
            header
                .iter()
                .map(|text| table_cell(paint, Tone::Strong, text))
                .collect::<Vec<_>>(),
        );
        table
    }

    /// Makes a table without header and lines.
    pub(crate) fn bare(paint: Paint) -> Table {
        let mut inner = comfy_table::Table::new();
        inner.load_style(presets::NOTHING);
        inner.set_content_arrangement(ContentArrangement::Dynamic);
        Table { inner, paint }
    }

    /// Adds a row.
    pub(crate) fn row(&mut self, line: Line) {
        let cells: Vec<Cell> = line
            .iter()
            .map(|(tone, text)| table_cell(self.paint, *tone, text))
            .collect();
        self.inner.add_row(cells);
    }

    /// Aligns a column of numbers to the right.
    pub(crate) fn numbers(&mut self, column: usize) {
        if let Some(column) = self.inner.column_mut(column) {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }

    /// Keeps a column as wide as its longest text; the others give way on a narrow screen.
    pub(crate) fn whole(&mut self, column: usize) {
        if let Some(column) = self.inner.column_mut(column) {
            column.set_constraint(ColumnConstraint::ContentWidth);
        }
    }

    /// Returns the table as text, without a line end.
    pub(crate) fn text(&mut self) -> String {
        let last = self.inner.column_count().saturating_sub(1);
        for (place, column) in self.inner.column_iter_mut().enumerate() {
            column.set_padding((0, if place == last { 0 } else { 2 }));
        }
        self.inner.trim_fmt()
    }
}

fn table_cell(paint: Paint, tone: Tone, text: &str) -> Cell {
    let cell = Cell::new(text);
    if !paint.is_coloured() {
        return cell;
    }
    match tone {
        Tone::Plain => cell,
        Tone::Strong => cell.add_attribute(Attribute::Bold),
        Tone::Faint => cell.add_attribute(Attribute::Dim),
        Tone::Good => cell.fg(Color::Green),
        Tone::Warn => cell.fg(Color::Yellow),
        Tone::Bad => cell.fg(Color::Red),
    }
}
