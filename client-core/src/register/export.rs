//! Export: every record of a kind as JSON Lines, CSV or GeoJSON.

use crate::error::ClientError;
use crate::notebook::Notebook;
use crate::record::Sensitive;
use crate::store::changes;
use crate::view;
use records::Kind;
use serde_json::{Map, Value};
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
    /// What was heard in confidence is only there where it is asked for and a reason was stated
    /// ([`Notebook::because`]). Fails with `why-missing`, `export-unwritable`, or `export-without-position` for GeoJSON of
    /// a kind that has none.
    pub fn export(
        &mut self,
        kind: Kind,
        format: ExportFormat,
        sensitive: Sensitive,
        out: &mut dyn Write,
    ) -> Result<u64, ClientError> {
        self.within_lease()?;
        if format == ExportFormat::GeoJson && records::schema::field(kind, "lat").is_none() {
            return Err(ClientError::ExportWithoutPosition);
        }
        if sensitive == Sensitive::Included && self.why.is_empty() {
            return Err(ClientError::WhyMissing);
        }
        let numbers = view::list::all_of(&self.connection, kind)?;
        self.log_export(kind, numbers.len())?;
        let mut records = Records {
            notebook: self,
            kind,
            sensitive,
            numbers: numbers.into_iter(),
        };
        match format {
            ExportFormat::JsonLines => json_lines(&mut records, out),
            ExportFormat::Csv => csv(kind, &mut records, out),
            ExportFormat::GeoJson => geojson(kind, &mut records, out),
        }
    }
}

/// Reads one record after another, so an export needs memory for one only.
struct Records<'a> {
    notebook: &'a mut Notebook,
    kind: Kind,
    sensitive: Sensitive,
    numbers: std::vec::IntoIter<i64>,
}

impl Iterator for Records<'_> {
    type Item = Result<Map<String, Value>, ClientError>;

    fn next(&mut self) -> Option<Self::Item> {
        let n = self.numbers.next()?;
        let found = changes::by_number(&self.notebook.connection, n);
        let document = found.and_then(|(id, row)| self.notebook.document(id, &row));
        Some(document.map(|document| self.sensitive.fields(self.kind, &document).0))
    }
}

fn json_lines(records: &mut Records<'_>, out: &mut dyn Write) -> Result<u64, ClientError> {
    let mut written = 0;
    for record in records {
        let mut fields = record?;
        fields.shift_remove(OWN_FIELD);
        serde_json::to_writer(&mut *out, &fields)
            .map_err(|error| ClientError::ExportUnwritable(error.into()))?;
        out.write_all(b"\n")
            .map_err(ClientError::ExportUnwritable)?;
        written += 1;
    }
    Ok(written)
}

fn csv(kind: Kind, records: &mut Records<'_>, out: &mut dyn Write) -> Result<u64, ClientError> {
    let mut written = 0;
    out.write_all("\u{feff}".as_bytes())
        .map_err(ClientError::ExportUnwritable)?;
    records::csv::write_header(kind, &mut &mut *out).map_err(ClientError::ExportUnwritable)?;
    for record in records {
        records::csv::write_line(kind, &record?, &mut &mut *out)
            .map_err(ClientError::ExportUnwritable)?;
        written += 1;
    }
    Ok(written)
}

fn geojson(kind: Kind, records: &mut Records<'_>, out: &mut dyn Write) -> Result<u64, ClientError> {
    let mut written = 0;
    out.write_all(b"{\"type\":\"FeatureCollection\",\"features\":[")
        .map_err(ClientError::ExportUnwritable)?;
    for record in records {
        let Some(feature) = records::geojson::feature(kind, record?) else {
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
