//! Files in, reports out.

#[cfg(test)]
mod agency;
#[cfg(test)]
mod bad;
#[cfg(test)]
mod cells;
#[cfg(test)]
mod laws;
#[cfg(test)]
mod made;
#[cfg(test)]
mod mappings;
#[cfg(test)]
mod reports;
#[cfg(test)]
mod samples;
