//! Rulebooks written as YAML, and what is wrong with them by line and column.
//!
//! Plain scalars are read by YAML's core schema, but for decimals: `82.50` is the text it is
//! written as, never a float. Aliases repeat a part that an anchor names; tags, merge keys (`<<`)
//! and more than one document are refused. Limits: [`BYTES`], [`DEPTH`], [`NODES`].

mod form;
mod tree;
mod wrong;

use serde::Deserialize as _;

use schemars::JsonSchema;
use serde::Serialize;

use super::{Fault, Rulebook};
use tree::Node;

/// The largest document, in bytes: 256 KiB.
pub const BYTES: usize = 256 * 1024;
/// How deep lists and mappings may be nested.
pub const DEPTH: usize = 24;
/// How many values a document may have once its aliases are written out.
pub const NODES: usize = 50_000;

/// A fault and where it stands in the text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Located {
    /// The line, from 1.
    pub line: usize,
    /// The column in characters, from 1.
    pub column: usize,
    /// What is wrong.
    #[serde(flatten)]
    pub fault: Fault,
}

/// Reads a rulebook that can be followed. Otherwise says every fault of its rules by line, or the
/// first of its form: what is no rulebook cannot be checked for more.
pub fn read(text: &str) -> Result<Rulebook, Vec<Located>> {
    let tree = tree::parse(text).map_err(|fault| vec![fault])?;
    let rulebook = Rulebook::deserialize(form::Reader::new(&tree))
        .map_err(|error| vec![error.located(&tree)])?;
    let faults = rulebook.faults();
    if faults.is_empty() {
        return Ok(rulebook);
    }
    let faults = faults.into_iter();
    let mut located: Vec<_> = faults.map(|fault| locate(&tree, fault)).collect();
    located.sort_by_key(|one| (one.line, one.column));
    Err(located)
}

/// Where a path stands: its last part that is written, as the rest is left to defaults.
fn locate(tree: &Node, fault: Fault) -> Located {
    let mut node = tree;
    let mut place = tree.place;
    for part in fault
        .path
        .split(['.', '[', ']'])
        .filter(|part| !part.is_empty())
    {
        let Some((at, next)) = node.member(part) else {
            break;
        };
        (place, node) = (at, next);
    }
    Located {
        line: place.line,
        column: place.column,
        fault,
    }
}
