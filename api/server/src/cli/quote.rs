//! `trusquin quote`: an RFQ's files to lines, three scenarios and a PDF.

use std::collections::BTreeMap;
use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result, bail};
use clap::Args;
use jiff::civil::Date;
use trusquin_domain::{Analysis, Diagnostic, OPERATION_SCHEMA, Quote, ScenarioKind, TimeEstimator, quoted_operations};
use trusquin_intake::{RfqOptions, RfqTerms, asked, describe_quote, first_page, quote_with_times, read_all, similar_of_lines, tasks};
use trusquin_retraining::{operations_table, to_parquet};
use trusquin_store::{RfqFile, Store, rfq_fingerprint};

use super::models::active_times;
use super::reading::{READER_VERSION, ReadingArgs, any_exists};
use super::settings::{ShopFile, shop};
use crate::contract::{QuoteJson, SimilarOfLines};
use crate::documents::{QuotePrint, quote_document, quote_workbook};
use crate::terminal::quote_text;

/// What to quote and how.
#[derive(Debug, Args)]
pub struct QuoteArgs {
    /// Files, folders (walked), ZIP archives and e-mails (.eml) of one RFQ.
    #[arg(required = true)]
    paths: Vec<PathBuf>,
    /// Quantities of every line; the first is the main one (default: those an e-mail among the files asks for, else 1).
    #[arg(long, value_delimiter = ',', value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    quantity: Vec<u32>,
    /// Print JSON instead of tables.
    #[arg(long)]
    json: bool,
    /// Write the quote as a PDF.
    #[arg(long)]
    pdf: Option<PathBuf>,
    /// Print this scenario alone on the PDF (default: the three of them).
    #[arg(long, value_enum)]
    scenario: Option<ScenarioArg>,
    /// Write the quote as a workbook (XLSX).
    #[arg(long)]
    xlsx: Option<PathBuf>,
    /// What the estimator decides, as TOML: requested_date, non_recurring, and by line certificates, offers, typed values, added costs.
    #[arg(long)]
    terms: Option<PathBuf>,
    /// Write the quoted operations with the physics' times (Parquet): what bookings are joined to when times are learned.
    #[arg(long)]
    operations: Option<PathBuf>,
    /// Shop file (default: shop.toml of the data folder, else the demo shop).
    #[arg(long, env = "TRUSQUIN_SHOP")]
    shop: Option<PathBuf>,
    /// Keep files, analyses and quote in this data folder.
    #[arg(long, env = "TRUSQUIN_DATA")]
    data: Option<PathBuf>,
    /// Day of the quote (default: today).
    #[arg(long)]
    date: Option<Date>,
    /// Reading processes at a time (default: one a core, at most 8, as memory allows).
    #[arg(long)]
    jobs: Option<usize>,
    #[command(flatten)]
    reading: ReadingArgs,
}

/// A scenario, on the command line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum ScenarioArg {
    /// Planning rearranged.
    Express,
    /// Behind what is booked.
    Standard,
    /// Free slots.
    Economic,
}

impl From<ScenarioArg> for ScenarioKind {
    fn from(told: ScenarioArg) -> Self {
        match told {
            ScenarioArg::Express => Self::Express,
            ScenarioArg::Standard => Self::Standard,
            ScenarioArg::Economic => Self::Economic,
        }
    }
}

/// Quotes one RFQ.
///
/// # Errors
/// The shop file, the data folder or the output cannot be used. A bad drawing is a line, not an error.
pub fn run(args: &QuoteArgs, home: &Path) -> Result<ExitCode> {
    if !any_exists(&args.paths) {
        return Ok(ExitCode::from(2));
    }
    let shop = shop(args.shop.as_deref(), args.data.as_deref())?;
    let today = args.date.unwrap_or_else(|| jiff::Zoned::now().date());
    let analyses = read(args, home)?;
    if analyses.is_empty() {
        bail!("there is no file in {}", args.paths.iter().map(|path| path.display().to_string()).collect::<Vec<_>>().join(", "));
    }
    let mut given = args.quantity.clone();
    let mut seen = std::collections::BTreeSet::new();
    given.retain(|quantity| seen.insert(*quantity));
    let quantities = asked(&analyses, &given).quantities;
    let terms = terms(args.terms.as_deref())?;
    let times = active_times(args.data.as_deref())?;
    let model = times.as_ref().map(|times| times as &dyn TimeEstimator);
    let mut result = quote_with_times(&analyses, &shop.shop, &RfqOptions { quantities: given, today, terms }, model);
    if shop.demo {
        result
            .diagnostics
            .push(Diagnostic::warning("SHP-001", "no shop file was named: the prices are those of the demo shop; name yours with --shop"));
    }
    if let Some(path) = &args.operations {
        let table = operations_table(&quoted_operations(&result.quote, &shop.shop));
        let facts = BTreeMap::from([("schema".to_owned(), OPERATION_SCHEMA.to_owned())]);
        std::fs::write(path, to_parquet(&table, &facts)).with_context(|| format!("{} cannot be written", path.display()))?;
    }
    let kept = match &args.data {
        Some(data) => Some(keep(data, &args.paths, &analyses, &quantities, &shop, &result.quote)?),
        None => None,
    };
    let number = kept.as_ref().map_or("PROJET", |kept| kept.number.as_str());
    let pdf = write_pdf(args, home, &shop, &result.quote, &analyses, number, kept.as_ref())?;
    let answer = args.json.then(|| {
        let similar = kept.as_ref().map(|kept| kept.similar.clone()).unwrap_or_default();
        QuoteJson::new(number, &result.quote, &result.diagnostics, pdf.as_deref()).with_similar(&similar)
    });
    print(answer, number, &result.quote, &result.diagnostics, pdf.as_deref())?;
    Ok(ExitCode::SUCCESS)
}

/// The estimator's decisions; none without a file.
fn terms(path: Option<&Path>) -> Result<RfqTerms> {
    let Some(path) = path else { return Ok(RfqTerms::default()) };
    let text = std::fs::read_to_string(path).with_context(|| format!("{} cannot be read", path.display()))?;
    toml::from_str(&text).with_context(|| format!("{} does not read as decisions on lines", path.display()))
}

/// Reads the files, in the order they were named, with progress on a terminal.
fn read(args: &QuoteArgs, home: &Path) -> Result<Vec<Analysis>> {
    let tasks = tasks(&args.paths)?;
    let total = tasks.len();
    let show = std::io::stderr().is_terminal();
    let mut answers = BTreeMap::new();
    let (jobs, limits) = args.reading.share(args.jobs);
    read_all(tasks, jobs, &args.reading.worker_command(home)?, &limits, |order, analysis| {
        if show {
            eprintln!("[{}/{}] {}", answers.len() + 1, total.max(answers.len() + 1), analysis.file);
        }
        answers.insert(order, analysis);
    });
    Ok(answers.into_values().collect())
}

struct Kept {
    number: String,
    similar: SimilarOfLines,
    store: Store,
    runtime: tokio::runtime::Runtime,
}

fn keep(data: &Path, paths: &[PathBuf], analyses: &[Analysis], quantities: &[u32], shop: &ShopFile, quote: &Quote) -> Result<Kept> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().context("the asynchronous runtime cannot start")?;
    let today = quote.date.to_string();
    let (number, similar, store) = runtime.block_on(async {
        let store = Store::open(data).await?;
        for analysis in analyses {
            let path = Path::new(&analysis.file);
            if path.is_file() && !analysis.sha256.is_empty() {
                let kind = serde_json::to_value(analysis.kind)?;
                store.keep_file(path, &analysis.sha256, analysis.bytes, kind.as_str().unwrap_or("unknown"), &today).await?;
            }
        }
        let files: Vec<RfqFile> = analyses.iter().map(|analysis| RfqFile::new(&analysis.file, &analysis.sha256, paths)).collect();
        let fingerprint = rfq_fingerprint(&files, quantities, &shop.toml, &today);
        let rfq = store.keep_rfq(&fingerprint, &today, quantities, analyses, READER_VERSION).await?;
        let number = store.keep_quote(rfq, quote, &shop.shop).await?;
        describe_quote(&store, &number, quote).await?;
        let similar = similar_of_lines(&store, quote, rfq).await?;
        anyhow::Ok((number, similar, store))
    })?;
    Ok(Kept { number, similar, store, runtime })
}

/// Writes PDF and workbook where asked, and the PDF beside the database when the quote is kept.
fn write_pdf(
    args: &QuoteArgs,
    home: &Path,
    shop: &ShopFile,
    quote: &Quote,
    analyses: &[Analysis],
    number: &str,
    kept: Option<&Kept>,
) -> Result<Option<PathBuf>> {
    let print = QuotePrint { scenario: args.scenario.map(ScenarioKind::from), ..QuotePrint::DRAFT };
    if let Some(target) = &args.xlsx {
        write(target, &quote_workbook(quote, &shop.shop, number, &print)?)?;
    }
    if args.pdf.is_none() && kept.is_none() {
        return Ok(None);
    }
    let (_, limits) = args.reading.share(args.jobs);
    let place = |analysis: &Analysis| Some(PathBuf::from(&analysis.file)).filter(|path| path.is_file());
    let pictures = first_page(quote, analyses, place, &args.reading.worker_command(home)?, &limits);
    let bytes = quote_document(quote, &shop.shop, number, &pictures, &print)?;
    let mut path = None;
    if let Some(kept) = kept {
        path = Some(kept.store.keep_document(&format!("{number}.pdf"), &bytes)?);
        kept.runtime.block_on(kept.store.clone().close());
    }
    if let Some(target) = &args.pdf {
        write(target, &bytes)?;
        path = Some(target.clone());
    }
    Ok(path)
}

fn write(target: &Path, bytes: &[u8]) -> Result<()> {
    if let Some(parent) = target.parent().filter(|parent| !parent.as_os_str().is_empty()) {
        std::fs::create_dir_all(parent).with_context(|| format!("{} cannot be made", parent.display()))?;
    }
    std::fs::write(target, bytes).with_context(|| format!("{} cannot be written", target.display()))
}

fn print(answer: Option<QuoteJson>, number: &str, quote: &Quote, diagnostics: &[Diagnostic], pdf: Option<&Path>) -> Result<()> {
    let mut output = std::io::stdout().lock();
    if let Some(answer) = answer {
        serde_json::to_writer_pretty(&mut output, &answer).context("the quote cannot be written")?;
        writeln!(output)?;
        return Ok(());
    }
    for diagnostic in diagnostics {
        eprintln!("{} {}", diagnostic.code, diagnostic.message);
    }
    writeln!(output, "{}", quote_text(number, quote))?;
    if let Some(pdf) = pdf {
        writeln!(output, "PDF : {}", pdf.display())?;
    }
    Ok(())
}
