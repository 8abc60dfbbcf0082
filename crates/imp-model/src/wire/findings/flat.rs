//! Findings and labels as they are read: with the fields of their places beside the others, and no more than those.

use serde::Deserialize;

use super::{Fix, Place};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Finding {
    code: String,
    severity: String,
    message: String,
    label: Option<String>,
    #[serde(default)]
    labels: Vec<super::Label>,
    #[serde(default)]
    notes: Vec<String>,
    help: Option<String>,
    fix: Option<Fix>,
    file: Option<String>,
    line: Option<u32>,
    column: Option<u32>,
    end_line: Option<u32>,
    end_column: Option<u32>,
    start_byte: Option<u32>,
    end_byte: Option<u32>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Label {
    message: String,
    file: String,
    line: u32,
    column: u32,
    end_line: u32,
    end_column: u32,
    start_byte: u32,
    end_byte: u32,
}

impl TryFrom<Finding> for super::Finding {
    type Error = String;

    fn try_from(flat: Finding) -> Result<Self, String> {
        let numbers = [
            ("line", flat.line),
            ("column", flat.column),
            ("end_line", flat.end_line),
            ("end_column", flat.end_column),
            ("start_byte", flat.start_byte),
            ("end_byte", flat.end_byte),
        ];
        let place = if flat.file.is_none() && numbers.iter().all(|(_, number)| number.is_none()) {
            None
        } else {
            let missing = |name: &str| format!("`{name}` is missing in the place of a finding");
            let number = |at: usize| numbers[at].1.ok_or_else(|| missing(numbers[at].0));
            Some(Place {
                file: flat.file.ok_or_else(|| missing("file"))?,
                line: number(0)?,
                column: number(1)?,
                end_line: number(2)?,
                end_column: number(3)?,
                start_byte: number(4)?,
                end_byte: number(5)?,
            })
        };
        Ok(Self {
            code: flat.code,
            severity: flat.severity,
            message: flat.message,
            place,
            label: flat.label,
            labels: flat.labels,
            notes: flat.notes,
            help: flat.help,
            fix: flat.fix,
        })
    }
}

impl From<Label> for super::Label {
    fn from(flat: Label) -> Self {
        let Label { message, file, line, column, end_line, end_column, start_byte, end_byte } =
            flat;
        let place = Place { file, line, column, end_line, end_column, start_byte, end_byte };
        Self { place, message }
    }
}
