//! Not yet.
use crate::fault::FileFault;
use crate::mapping::Mapping;
use crate::reader::Candidate;
pub(crate) fn sheets(_: &super::packed::Packed, _: &Mapping) -> Result<Vec<Candidate>, FileFault> {
    Err(FileFault::Unsupported("x"))
}
