//! Export: every record of a kind as JSON Lines, CSV or GeoJSON.

use crate::error::ClientError;
use crate::notebook::Notebook;
use crate::store::changes;
use crate::view;
use records::{Document, Kind};
use std::io::Write;

/// The form of an export.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExportFormat {
    /// One JSON object a line; what an import reads.
    JsonLines,
    /// A table for Excel, with a byte-order mark so that it reads Vietnamese (RFC 4180).
    Csv,
    /// Positions for a map (RFC 7946).
    GeoJson,
}

/// Set by the system, and without meaning in another unit.
const OWN_FIELD: &str = "space";

impl Notebook {
    /// Writes every record of a kind, which the consultation log tells of; returns how many were written.
    ///
    /// Fails with `export-unwritable`, or `export-without-position` for GeoJSON of a kind that has none.
    pub fn export(
        &mut self,
        kind: Kind,
        format: ExportFormat,
        out: &mut dyn Write,
    ) -> Result<u64, ClientError> {
        self.within_lease()?;
        if format == ExportFormat::GeoJson && records::schema::field(kind, "lat").is_none() {
            return Err(ClientError::ExportWithoutPosition);
        }
        let numbers = view::list::all_of(&self.connection, kind)?;
        self.log_export(kind, numbers.len())?;
        let mut documents = Documents {
            notebook: self,
            numbers: numbers.into_iter(),
        };
        match format {
            ExportFormat::JsonLines => json_lines(&mut documents, out),
            ExportFormat::Csv => csv(kind, &mut documents, out),
            ExportFormat::GeoJson => geojson(&mut documents, out),
        }
    }
}

/// Reads one document after another, so an export needs memory for one record only.
struct Documents<'a> {
    notebook: &'a mut Notebook,
    numbers: std::vec::IntoIter<i64>,
}

impl Iterator for Documents<'_> {
    type Item = Result<Document, ClientError>;

    fn next(&mut self) -> Option<Self::Item> {
        let n = self.numbers.next()?;
        let found = changes::by_number(&self.notebook.connection, n);
        Some(found.and_then(|(id, row)| self.notebook.document(id, &row)))
    }
}

fn json_lines(documents: &mut Documents<'_>, out: &mut dyn Write) -> Result<u64, ClientError> {
    let mut written = 0;
    for document in documents {
        let mut fields = document?.to_json();
        fields.shift_remove(OWN_FIELD);
        serde_json::to_writer(&mut *out, &fields)
            .map_err(|error| ClientError::ExportUnwritable(error.into()))?;
        out.write_all(b"\n")
            .map_err(ClientError::ExportUnwritable)?;
        written += 1;
    }
    Ok(written)
}

fn csv(kind: Kind, documents: &mut Documents<'_>, out: &mut dyn Write) -> Result<u64, ClientError> {
    let mut written = 0;
    out.write_all("\u{feff}".as_bytes())
        .map_err(ClientError::ExportUnwritable)?;
    records::csv::write_header(kind, &mut &mut *out).map_err(ClientError::ExportUnwritable)?;
    for document in documents {
        records::csv::write_line(kind, &document?.to_json(), &mut &mut *out)
            .map_err(ClientError::ExportUnwritable)?;
        written += 1;
    }
    Ok(written)
}

fn geojson(documents: &mut Documents<'_>, out: &mut dyn Write) -> Result<u64, ClientError> {
    let mut written = 0;
    out.write_all(b"{\"type\":\"FeatureCollection\",\"features\":[")
        .map_err(ClientError::ExportUnwritable)?;
    for document in documents {
        let Some(feature) = records::geojson::feature(&document?) else {
            continue;
        };
        let comma = if written > 0 { ",\n" } else { "\n" };
        write!(out, "{comma}{feature}").map_err(ClientError::ExportUnwritable)?;
        written += 1;
    }
    out.write_all(b"\n]}\n")
        .map_err(ClientError::ExportUnwritable)?;
    Ok(written)
}
