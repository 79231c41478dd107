//! What a list of the desk shows, told once: as a table for people, as JSON and CSV for programs.

use super::{Line, Paint, Table, Tone};
use client_core::csv;
use serde_json::{Map, Value};

/// A column: its name for programs, and its heading where people see it.
#[derive(Debug)]
pub(crate) struct Column {
    name: String,
    heading: Option<String>,
    is_number: bool,
}

impl Column {
    /// Makes a column of texts.
    pub(crate) fn text(name: impl Into<String>, heading: impl Into<String>) -> Column {
        Column {
            name: name.into(),
            heading: Some(heading.into()),
            is_number: false,
        }
    }

    /// Makes a column of numbers.
    pub(crate) fn number(name: impl Into<String>, heading: impl Into<String>) -> Column {
        Column {
            is_number: true,
            ..Column::text(name, heading)
        }
    }

    /// Makes a column that only programs read.
    pub(crate) fn hidden(name: impl Into<String>) -> Column {
        Column {
            name: name.into(),
            heading: None,
            is_number: false,
        }
    }
}

/// What stands in a row under a column.
#[derive(Debug)]
pub(crate) struct Cell {
    value: Value,
    shown: Option<(Tone, String)>,
}

impl Cell {
    /// Makes a cell that people see as it stands; nothing where it is empty.
    pub(crate) fn of(value: impl Into<Value>) -> Cell {
        Cell {
            value: value.into(),
            shown: None,
        }
    }

    /// Says how people shall take it.
    pub(crate) fn toned(self, tone: Tone) -> Cell {
        let (_, text) = seen_as(&self);
        Cell {
            shown: Some((tone, text)),
            ..self
        }
    }

    /// Makes a cell that people see in other words.
    pub(crate) fn shown(value: impl Into<Value>, tone: Tone, text: impl Into<String>) -> Cell {
        Cell {
            value: value.into(),
            shown: Some((tone, text.into())),
        }
    }
}

/// Rows under columns.
#[derive(Debug)]
pub(crate) struct Listing {
    columns: Vec<Column>,
    rows: Vec<Vec<Cell>>,
}

impl Listing {
    /// Makes a listing without rows.
    pub(crate) fn new(columns: Vec<Column>) -> Listing {
        Listing {
            columns,
            rows: Vec::new(),
        }
    }

    /// Adds a row, a cell a column.
    pub(crate) fn row(&mut self, cells: Vec<Cell>) {
        self.rows.push(cells);
    }

    /// Returns how many rows it has.
    pub(crate) fn len(&self) -> usize {
        self.rows.len()
    }

    /// Tells whether it has no rows.
    pub(crate) fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Returns the rows as objects.
    pub(crate) fn json(&self) -> Value {
        let object = |row: &Vec<Cell>| {
            let pairs = self.columns.iter().zip(row);
            let pairs = pairs.map(|(column, cell)| (column.name.clone(), cell.value.clone()));
            Value::Object(pairs.collect::<Map<String, Value>>())
        };
        self.rows.iter().map(object).collect()
    }

    /// Returns the rows as CSV (RFC 4180) under the names of the columns.
    pub(crate) fn csv(&self) -> String {
        let names = self.columns.iter().map(|column| column.name.clone());
        let mut out = csv::line_of(names.map(Value::from));
        for row in &self.rows {
            out.push_str(&csv::line_of(row.iter().map(|cell| cell.value.clone())));
        }
        out
    }

    /// Returns the columns that people see as a table.
    pub(crate) fn table(&self, paint: Paint) -> String {
        let mut table = Table::with_header(paint, &self.headings());
        self.seen().for_each(|row| table.row(row));
        let seen = self
            .columns
            .iter()
            .filter(|column| column.heading.is_some());
        for (place, column) in seen.enumerate() {
            if column.is_number {
                table.numbers(place);
                table.whole(place);
            }
        }
        table.text()
    }

    /// Returns the texts that people see, the headings first.
    pub(crate) fn texts(&self) -> Vec<Vec<String>> {
        let rows = self
            .seen()
            .map(|row| row.into_iter().map(|(_, text)| text).collect());
        std::iter::once(self.headings()).chain(rows).collect()
    }

    fn headings(&self) -> Vec<String> {
        let columns = self.columns.iter();
        columns
            .filter_map(|column| column.heading.clone())
            .collect()
    }

    fn seen(&self) -> impl Iterator<Item = Line> {
        self.rows.iter().map(|row| {
            let cells = self.columns.iter().zip(row);
            let cells = cells.filter(|(column, _)| column.heading.is_some());
            cells.map(|(_, cell)| seen_as(cell)).collect()
        })
    }
}

fn seen_as(cell: &Cell) -> (Tone, String) {
    if let Some(shown) = &cell.shown {
        return shown.clone();
    }
    let text = match &cell.value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    (Tone::Plain, text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn listing() -> Listing {
        let columns = vec![
            Column::hidden("id"),
            Column::text("head", "Chủ hộ"),
            Column::number("open", "Việc"),
        ];
        let mut listing = Listing::new(columns);
        listing.row(vec![
            Cell::of("7f"),
            Cell::of("Lê, Thị \"Sen\""),
            Cell::of(2),
        ]);
        let never = Cell::shown(Value::Null, Tone::Faint, "chưa có");
        listing.row(vec![Cell::of("80"), Cell::of("=1+1"), never]);
        listing
    }

    #[test]
    fn people_and_programs_read_the_same_rows() {
        let listing = listing();
        let rows = json!([
            { "id": "7f", "head": "Lê, Thị \"Sen\"", "open": 2 },
            { "id": "80", "head": "=1+1", "open": null },
        ]);
        assert_eq!(listing.json(), rows);
        let expected = "id,head,open\r\n7f,\"Lê, Thị \"\"Sen\"\"\",2\r\n80,'=1+1,\r\n";
        assert_eq!(listing.csv(), expected);
        let table = listing.table(Paint::new(false));
        assert!(
            table.contains("Chủ hộ") && table.contains("chưa có"),
            "{table}"
        );
        assert!(!table.contains("7f"), "{table}");
        assert_eq!(
            listing.texts(),
            [
                ["Chủ hộ", "Việc"],
                ["Lê, Thị \"Sen\"", "2"],
                ["=1+1", "chưa có"]
            ]
        );
    }
}
