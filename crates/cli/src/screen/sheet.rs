//! Tables of figures: shown on a screen, or written for a spreadsheet.

use super::{Paint, Table, Tone};
use client_core::csv;

/// A table whose cells are plain texts and numbers.
#[derive(Debug, Default)]
pub(crate) struct Sheet {
    header: Vec<String>,
    rows: Vec<Vec<String>>,
    numbers: Vec<usize>,
    warned: Vec<bool>,
}

impl Sheet {
    /// Makes a sheet of these columns.
    pub(crate) fn of(header: Vec<String>) -> Sheet {
        Sheet {
            header,
            ..Sheet::default()
        }
    }

    /// Says that columns hold numbers.
    pub(crate) fn numbers(mut self, columns: impl IntoIterator<Item = usize>) -> Sheet {
        self.numbers.extend(columns);
        self
    }

    /// Adds a row.
    pub(crate) fn row(&mut self, row: Vec<String>) {
        self.rows.push(row);
        self.warned.push(false);
    }

    /// Adds a row that somebody should look at.
    pub(crate) fn warned(&mut self, row: Vec<String>) {
        self.rows.push(row);
        self.warned.push(true);
    }

    /// Lays it out for a person.
    pub(crate) fn text(&self, paint: Paint) -> String {
        let mut table = Table::with_header(paint, &self.header);
        for (row, warned) in self.rows.iter().zip(&self.warned) {
            let tone = if *warned { Tone::Warn } else { Tone::Plain };
            table.row(row.iter().map(|cell| (tone, cell.clone())).collect());
        }
        for column in &self.numbers {
            table.numbers(*column);
            table.whole(*column);
        }
        table.text()
    }

    /// Returns its lines, the header first.
    pub(crate) fn lines(&self) -> Vec<Vec<String>> {
        std::iter::once(&self.header)
            .chain(&self.rows)
            .cloned()
            .collect()
    }

    /// Writes it as CSV, as the registers are written.
    pub(crate) fn csv(&self) -> String {
        let is_number = |column: usize| self.numbers.contains(&column);
        let mut out = csv::line(self.header.iter().map(|cell| (cell.as_str(), false)));
        for row in &self.rows {
            let cells = row.iter().enumerate();
            out.push_str(&csv::line(
                cells.map(|(column, cell)| (cell.as_str(), is_number(column))),
            ));
        }
        out
    }
}
