//! `imp.toml` as plain data, each value with its place.

use imp_model::eval::{Known, KnownAttr};
use imp_model::source::TreePath;
use imp_model::text::{Place, Span};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::Failure;

/// The data of a TOML file.
///
/// # Errors
/// What is wrong with it, shown with its line.
pub fn read(file: &TreePath, text: &str) -> Result<Known, Failure> {
    let reader = Reader { file, text };
    match DeTable::parse(text) {
        Ok(table) => reader.attrs(table.into_inner()),
        Err(error) => Err(reader.failure(error.message(), error.span().unwrap_or_default())),
    }
}

struct Reader<'a> {
    file: &'a TreePath,
    text: &'a str,
}

impl Reader<'_> {
    fn place(&self, span: std::ops::Range<usize>) -> Place {
        Place::new(self.file, self.text, Span::new(span.start, span.end))
    }

    fn failure(&self, message: &str, span: std::ops::Range<usize>) -> Failure {
        let message = message.lines().collect::<Vec<_>>().join(", ");
        Failure::new(format!("`{}` is not TOML: {message}", self.file))
            .at(self.place(span))
            .in_text(self.text)
    }

    fn attrs(&self, table: DeTable<'_>) -> Result<Known, Failure> {
        let attr = |(name, value): (Spanned<_>, Spanned<DeValue<'_>>)| {
            let place = Some(self.place(name.span()));
            let name: std::borrow::Cow<'_, str> = name.into_inner();
            Ok((name.into_owned(), KnownAttr { value: self.known(value)?, place }))
        };
        Ok(Known::Attrs(table.into_iter().map(attr).collect::<Result<_, Failure>>()?))
    }

    fn known(&self, value: Spanned<DeValue<'_>>) -> Result<Known, Failure> {
        let span = value.span();
        let number = |what: &str| self.failure(what, span.clone());
        Ok(match value.into_inner() {
            DeValue::String(text) => Known::String(text.into_owned()),
            DeValue::Integer(digits) => Known::Int(
                i64::from_str_radix(digits.as_str(), digits.radix())
                    .map_err(|_| number("the integer is too large"))?,
            ),
            DeValue::Float(digits) => {
                Known::Float(digits.as_str().parse().map_err(|_| number("it is no float"))?)
            }
            DeValue::Boolean(value) => Known::Bool(value),
            DeValue::Datetime(time) => Known::String(time.to_string()),
            DeValue::Array(items) => Known::List(
                items.into_iter().map(|item| self.known(item)).collect::<Result<_, _>>()?,
            ),
            DeValue::Table(table) => self.attrs(table)?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_have_places_and_errors_show_their_line() {
        let file = TreePath::root().child("imp.toml");
        let data = read(&file, "x = -0x10\n[a.b]\n\"c d\" = [1.5, { e = true }]\n");
        let Err(failure) = &data else { panic!("TOML has no negative hexadecimal integers") };
        assert!(failure.to_string().starts_with("`imp.toml` is not TOML: "), "{failure}");
        let data = read(&file, "x = 0x10\n[a.b]\n\"c d\" = [1.5, { e = true }]\n").unwrap();
        assert_eq!(data.get("x"), Some(&Known::Int(16)));
        let Known::Attrs(attrs) = data.get("a").and_then(|a| a.get("b")).unwrap() else {
            panic!("no table")
        };
        let place = attrs.get("c d").and_then(|attr| attr.place.as_ref()).unwrap();
        assert_eq!(place.to_string(), "imp.toml:3:1");
        assert!(read(&file, "x = 99999999999999999999").is_err());
    }
}
