//! A corrected title block: what it teaches, kept, and the file read once more by it.

use std::collections::BTreeMap;

use trusquin_domain::{Analysis, Lesson, Taught, TaughtValue, TitleBlockField};
use trusquin_store::{Correction, FileRow, Notice};

use crate::pool::{Source, Task};
use crate::service::{RfqService, ServiceError, now};

/// Values surer than this that a person left as they were are taken as confirmed.
const CONFIRMED: f64 = 0.6;

/// Fields that are looked for in the whole block, not in one place of it: left standing they teach none.
const ANYWHERE: [TitleBlockField; 4] =
    [TitleBlockField::Projection, TitleBlockField::Unit, TitleBlockField::Standard, TitleBlockField::GeneralTolerance];

/// What came of a correction.
#[derive(Debug, Clone, PartialEq)]
pub struct Corrected {
    /// Name of the layout that was learned or learned more.
    pub layout: Option<String>,
    /// Fields whose value is not on the page: kept as a correction, no place was learned.
    pub unplaced: Vec<TitleBlockField>,
    /// The file as it is read now.
    pub analysis: Analysis,
}

/// The corrections with what a person saw and left standing: both together tell the layout.
pub fn whole_lesson(name: &str, page: u32, corrected: BTreeMap<TitleBlockField, Option<TaughtValue>>, read: &Analysis) -> Lesson {
    let mut fields = corrected;
    for sheet in read.drawing.sheets.iter().filter(|sheet| sheet.page == page) {
        for (field, found) in sheet.title_block.iter().filter(|(field, _)| !ANYWHERE.contains(field)) {
            if found.confidence >= CONFIRMED && found.sheet_box.is_some() {
                fields.entry(*field).or_insert_with(|| Some(TaughtValue { value: found.value.clone(), area: found.sheet_box }));
            }
        }
    }
    Lesson { name: name.to_owned(), page, fields }
}

impl RfqService {
    /// Keeps corrections of one page of a file, learns the layout from them, and reads the file by it.
    ///
    /// # Errors
    /// The store refuses, or the service is stopping.
    pub async fn correct(
        &self,
        file: &FileRow,
        page: u32,
        corrected: BTreeMap<TitleBlockField, Option<TaughtValue>>,
    ) -> Result<Option<Corrected>, ServiceError> {
        let Some(read) = self.store().analysis(file, self.reader_version()).await? else { return Ok(None) };
        let block = read.drawing.sheets.iter().find(|sheet| sheet.page == page).map(|sheet| sheet.title_block.clone()).unwrap_or_default();
        let corrections: Vec<Correction> = corrected
            .iter()
            .map(|(field, value)| Correction {
                sha256: file.sha256.clone(),
                page,
                field: word(*field),
                was: block.get(field).map(|found| found.value.clone()),
                corrected: value.as_ref().map(|value| value.value.clone()),
            })
            .collect();
        let lesson = whole_lesson(&file.name, page, corrected, &read);
        let mut analysis = self.read_with(file, Some(lesson)).await?;
        let taught = analysis.taught.take().unwrap_or_else(Taught::default);
        self.store().keep_corrections(&corrections, taught.layout.as_ref(), &now()).await?;
        if taught.layout.is_some() {
            self.layouts().replace(self.store().layouts().await?);
            self.store().tell(Notice::Taught).await?;
            analysis = self.read_with(file, None).await?;
            self.store().replace_analysis(&analysis, self.reader_version()).await?;
        }
        Ok(Some(Corrected { layout: taught.layout.map(|layout| layout.name), unplaced: taught.unplaced, analysis }))
    }

    async fn read_with(&self, file: &FileRow, lesson: Option<Lesson>) -> Result<Analysis, ServiceError> {
        let source = Source::Path(self.store().file_path(&file.sha256));
        let task = Task { order: Vec::new(), display: file.name.clone(), source, depth: file.depth(), budget: None, lesson };
        let (analysis, _) = self.pool().read(task).await.ok_or(ServiceError::Stopping)?;
        Ok(analysis)
    }
}

/// A field in the contract's words.
fn word(field: TitleBlockField) -> String {
    serde_json::to_value(field).ok().and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default()
}
