//! Rulebooks in files: what is wrong with one, and what one says in full.

use std::fs::File;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};
use domain::Fingerprint;
use domain::rulebook::{Rulebook, yaml};

use crate::up::Failure;

/// What is wanted of a rulebook.
#[derive(Debug, Subcommand)]
pub enum Wanted {
    /// Say everything that is wrong with a rulebook, by line; exit 1 if anything is.
    ///
    /// Every fault is one line on stderr: file, line and column, what is wrong, the code of the rule
    /// in brackets, and the place in the document.
    /// What is no YAML, or has an unknown field, is told first and alone; all faults of the rules
    /// themselves are told at once. Nothing is sent anywhere.
    ///
    /// Two complete rulebooks to begin from are in rulebooks/, with a guide in its README.
    Check(Written),
    /// Print a rulebook in full as JSON, every default filled in; its hash goes to stderr.
    ///
    /// The output is what POST /api/v1/agencies/AGENCY/editions takes as its body, and the hash is
    /// what the ledger, results and amendments name the rulebook by. JSON is YAML too, so the
    /// output can be edited and checked again.
    Show(Written),
}

/// A rulebook in a file.
#[derive(Debug, Args)]
pub struct Written {
    /// The rulebook, as YAML or JSON, at most 256 KiB.
    file: PathBuf,
}

/// Does what is wanted.
pub fn run(wanted: &Wanted) -> Result<(), Failure> {
    match wanted {
        Wanted::Check(written) => {
            let rulebook = read(&written.file)?;
            let (title, categories) = (&rulebook.title, rulebook.categories.len());
            println!("{title}: {categories} categories, no faults");
            println!("hash {}", Fingerprint::of_value(&rulebook));
            for stage in rulebook.dates().unwrap_or_default() {
                println!("{} to {}: {}", stage.from, stage.until, stage.code);
            }
            Ok(())
        }
        Wanted::Show(written) => {
            let rulebook = read(&written.file)?;
            println!("{}", serde_json::to_string_pretty(&rulebook)?);
            eprintln!("hash {}", Fingerprint::of_value(&rulebook));
            Ok(())
        }
    }
}

fn read(file: &Path) -> Result<Rulebook, Failure> {
    let name = file.display();
    let mut text = String::new();
    // One byte over the limit is enough to be refused for it.
    let most = yaml::BYTES as u64 + 1;
    let opened = File::open(file).and_then(|file| file.take(most).read_to_string(&mut text));
    opened.map_err(|error| format!("cannot read {name} as UTF-8 text: {error}"))?;
    yaml::read(&text).map_err(|faults| {
        for one in &faults {
            let fault = &one.fault;
            let place = if fault.path.is_empty() {
                "the document"
            } else {
                &fault.path
            };
            eprintln!(
                "{name}:{}:{}: {} [{}] at {place}",
                one.line, one.column, fault.says_en, fault.rule
            );
        }
        let faults = match faults.len() {
            1 => "1 fault".to_owned(),
            many => format!("{many} faults"),
        };
        format!("{name} has {faults}").into()
    })
}
