//! Whether a value keeps the limits of its field.

use crate::never::is_never_recorded;
use crate::period::Period;
use crate::problem::{Problem, ProblemCode};
use crate::schema::{CODE, FIRST_YEAR, FieldSpec, LAST_YEAR, NAME, Shape, TEXT};
use crate::value::{Statement, Value, instant_millis, is_date};

/// Checks a value against its field's shape and limits.
pub(crate) fn check(spec: &FieldSpec, value: &Value) -> Result<(), Problem> {
    match (&spec.shape, value) {
        (Shape::Text { max }, Value::Text(text)) => length(spec, text, *max),
        (Shape::Phone, Value::Text(text)) => holds(is_phone(text), ProblemCode::BadPhone, spec),
        (Shape::Space, Value::Text(text)) => holds(is_space(text), ProblemCode::BadSpace, spec),
        (Shape::Date, Value::Text(text)) => holds(is_date(text), ProblemCode::BadDate, spec),
        (Shape::Instant, Value::Text(text)) => holds(
            instant_millis(text).is_some(),
            ProblemCode::BadInstant,
            spec,
        ),
        (Shape::Period, Value::Text(text)) => {
            holds(text.parse::<Period>().is_ok(), ProblemCode::BadPeriod, spec)
        }
        (Shape::Choice(of), Value::Text(text)) => choice(spec, of, text),
        (Shape::Integer { min, max }, Value::Integer(number)) => range(spec, *number, *min, *max),
        (Shape::Metres { max }, Value::Integer(number)) => range(spec, *number, 0, *max),
        (Shape::Metres { max }, Value::Decimal(number)) => metres(spec, *number, *max),
        (Shape::Latitude, Value::Microdegrees(micro)) => position(spec, *micro, 90),
        (Shape::Longitude, Value::Microdegrees(micro)) => position(spec, *micro, 180),
        (Shape::Reference(_), Value::Reference(_)) => Ok(()),
        (Shape::References { max_items, .. }, Value::References(ids)) => set(spec, ids, *max_items),
        (Shape::Codes { of, max_items }, Value::Codes(codes)) => {
            code_set(spec, of, codes, *max_items)
        }
        (Shape::Years { max_items }, Value::Codes(years)) => {
            years.iter().try_for_each(|text| year(spec, text))?;
            set(spec, years, *max_items)
        }
        (
            Shape::Counts {
                of,
                by_code,
                max_items,
                max,
            },
            Value::Counts(counts),
        ) => {
            count(spec, counts.len(), *max_items)?;
            counts.iter().try_for_each(|(name, number)| {
                match name.split_once(':') {
                    Some((counted, code)) if by_code.contains(&counted) => code_name(spec, code)?,
                    _ if of.is_empty() => code_name(spec, name)?,
                    _ => choice(spec, of, name)?,
                }
                range(spec, *number, 0, *max)
            })
        }
        (Shape::TextList { max_items, max }, Value::Texts(texts)) => {
            count(spec, texts.len(), *max_items)?;
            texts.iter().try_for_each(|text| item(spec, text, *max))
        }
        (Shape::Statements { max_items }, Value::Statements(statements)) => {
            count(spec, statements.len(), *max_items)?;
            statements
                .iter()
                .try_for_each(|statement| self::statement(spec, statement))
        }
        _ => {
            Err(Problem::new(ProblemCode::WrongType, spec.name)
                .with("expected", expected(&spec.shape)))
        }
    }
}

/// Whether a value says nothing, so that a required field counts as absent.
pub(crate) fn is_blank(value: &Value) -> bool {
    match value {
        Value::Text(text) => text.trim().is_empty(),
        Value::References(ids) => ids.is_empty(),
        Value::Codes(codes) => codes.is_empty(),
        Value::Counts(counts) => counts.is_empty(),
        Value::Texts(texts) => texts.is_empty(),
        Value::Statements(statements) => statements.is_empty(),
        Value::Integer(_) | Value::Decimal(_) | Value::Microdegrees(_) | Value::Reference(_) => {
            false
        }
    }
}

/// Names the type that a field expects, as the messages know it (`expected-text`…).
pub(crate) const fn expected(shape: &Shape) -> &'static str {
    match shape {
        Shape::Reference(_) => "id",
        Shape::References { .. } => "ids",
        Shape::Text { .. } | Shape::Phone | Shape::Space => "text",
        Shape::Integer { .. } => "integer",
        Shape::Metres { .. } | Shape::Latitude | Shape::Longitude => "number",
        Shape::Date => "date",
        Shape::Instant => "instant",
        Shape::Period => "period",
        Shape::Choice(_) => "code",
        Shape::Codes { .. } => "codes",
        Shape::Years { .. } => "years",
        Shape::Counts { .. } => "counts",
        Shape::TextList { .. } => "texts",
        Shape::Statements { .. } => "statements",
    }
}

fn holds(is_so: bool, code: ProblemCode, spec: &FieldSpec) -> Result<(), Problem> {
    if is_so {
        Ok(())
    } else {
        Err(Problem::new(code, spec.name))
    }
}

fn length(spec: &FieldSpec, text: &str, max: usize) -> Result<(), Problem> {
    if text.len() <= max {
        return Ok(());
    }
    Err(Problem::new(ProblemCode::TooLong, spec.name).with("limit", max))
}

fn count(spec: &FieldSpec, items: usize, max: usize) -> Result<(), Problem> {
    if items <= max {
        return Ok(());
    }
    Err(Problem::new(ProblemCode::TooManyItems, spec.name).with("limit", max))
}

fn range(spec: &FieldSpec, number: i64, min: i64, max: i64) -> Result<(), Problem> {
    if (min..=max).contains(&number) {
        return Ok(());
    }
    Err(Problem::new(ProblemCode::OutOfRange, spec.name)
        .with("min", min)
        .with("max", max))
}

fn position(spec: &FieldSpec, micro: i64, degrees: i64) -> Result<(), Problem> {
    range(spec, micro, -degrees * 1_000_000, degrees * 1_000_000).map_err(|_| {
        Problem::new(ProblemCode::OutOfRange, spec.name)
            .with("min", -degrees)
            .with("max", degrees)
    })
}

#[allow(clippy::cast_precision_loss)]
fn metres(spec: &FieldSpec, number: f64, max: i64) -> Result<(), Problem> {
    if number.is_finite() && (0.0..=max as f64).contains(&number) {
        return Ok(());
    }
    Err(Problem::new(ProblemCode::OutOfRange, spec.name)
        .with("min", 0)
        .with("max", max))
}

fn choice(spec: &FieldSpec, of: &[&str], code: &str) -> Result<(), Problem> {
    if of.contains(&code) {
        return Ok(());
    }
    Err(Problem::new(ProblemCode::UnknownChoice, spec.name).with("allowed", of.join(", ")))
}

fn code_set(spec: &FieldSpec, of: &[&str], codes: &[String], max: usize) -> Result<(), Problem> {
    for code in codes {
        if of.is_empty() {
            item(spec, code, CODE)?;
        } else {
            choice(spec, of, code)?;
        }
    }
    set(spec, codes, max)
}

fn year(spec: &FieldSpec, text: &str) -> Result<(), Problem> {
    let is_written_so = text.len() == 4 && text.bytes().all(|b| b.is_ascii_digit());
    let number = text.parse().ok().filter(|_| is_written_so);
    range(spec, number.unwrap_or(-1), FIRST_YEAR, LAST_YEAR)
}

/// A name can say what no field may: it is held to the same list.
fn code_name(spec: &FieldSpec, name: &str) -> Result<(), Problem> {
    item(spec, name, CODE)?;
    holds(!is_never_recorded(name), ProblemCode::NeverRecorded, spec)
}

fn set<T: Ord>(spec: &FieldSpec, items: &[T], max: usize) -> Result<(), Problem> {
    count(spec, items.len(), max)?;
    let mut sorted: Vec<_> = items.iter().collect();
    sorted.sort_unstable();
    let before = sorted.len();
    sorted.dedup();
    holds(sorted.len() == before, ProblemCode::Repeated, spec)
}

fn item(spec: &FieldSpec, text: &str, max: usize) -> Result<(), Problem> {
    holds(!text.trim().is_empty(), ProblemCode::BlankItem, spec)?;
    length(spec, text, max)
}

fn statement(spec: &FieldSpec, statement: &Statement) -> Result<(), Problem> {
    item(spec, &statement.text, TEXT)?;
    statement
        .source
        .as_ref()
        .map_or(Ok(()), |source| length(spec, source, NAME))
}

fn is_phone(text: &str) -> bool {
    if text.is_empty() {
        return true;
    }
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    (6..=20).contains(&text.len())
        && digits >= 3
        && text
            .bytes()
            .all(|b| b.is_ascii_digit() || b"+ .-()".contains(&b))
}

fn is_space(text: &str) -> bool {
    text.len() == 32
        && text
            .bytes()
            .all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b))
}
