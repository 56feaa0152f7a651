//! Forms as browsers send them: fields, and at most one file.

use axum::body::{Bytes, to_bytes};
use axum::extract::Request;
use axum::http::header::CONTENT_TYPE;
use runtime::Problem;
use runtime::problem::kind;

/// The fields of a form, in order; a file is a field with bytes.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(crate) struct Form {
    fields: Vec<(String, Vec<u8>)>,
}

impl Form {
    /// The text of a field, the first of its name.
    pub(crate) fn get<'a>(&'a self, name: &'a str) -> Option<&'a str> {
        self.all(name).next()
    }

    /// The texts of all fields of a name.
    pub(crate) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        let named = self.fields.iter().filter(move |(found, _)| found == name);
        named.filter_map(|(_, value)| std::str::from_utf8(value).ok())
    }

    /// Takes the bytes of a field.
    pub(crate) fn take(&mut self, name: &str) -> Option<Vec<u8>> {
        let (_, value) = self.fields.iter_mut().find(|(found, _)| found == name)?;
        Some(std::mem::take(value))
    }
}

/// Reads a form of at most this many bytes.
pub(crate) async fn read_form(request: Request, most: usize) -> Result<Form, Problem> {
    let typed = request.headers().get(CONTENT_TYPE);
    let typed = typed
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default()
        .to_owned();
    let body = to_bytes(request.into_body(), most).await;
    let body = body.map_err(|_| Problem::from(kind::BODY_TOO_LARGE))?;
    let parsed = if typed.starts_with("multipart/form-data") {
        boundary(&typed).and_then(|boundary| multipart(&body, boundary))
    } else {
        Some(urlencoded(&body))
    };
    parsed.ok_or_else(|| kind::UNSUPPORTED_MEDIA_TYPE.into())
}

fn boundary(typed: &str) -> Option<&str> {
    let parameter = typed
        .split(';')
        .find_map(|part| part.trim().strip_prefix("boundary="))?;
    let boundary = parameter.trim_matches('"');
    (1..=70).contains(&boundary.len()).then_some(boundary)
}

/// The parts of a body (RFC 7578); none if it is not whole.
fn multipart(body: &Bytes, boundary: &str) -> Option<Form> {
    let mut form = Form::default();
    let first = format!("--{boundary}");
    let between = format!("\r\n--{boundary}");
    let mut rest = body.strip_prefix(first.as_bytes())?;
    loop {
        if rest.starts_with(b"--") {
            return Some(form);
        }
        rest = rest.strip_prefix(b"\r\n")?;
        let head = find(rest, b"\r\n\r\n")?;
        let name = field_name(std::str::from_utf8(&rest[..head]).ok()?)?;
        rest = &rest[head + 4..];
        let end = find(rest, between.as_bytes())?;
        form.fields.push((name, rest[..end].to_vec()));
        rest = &rest[end + between.len()..];
    }
}

fn field_name(head: &str) -> Option<String> {
    let mut lines = head.split("\r\n");
    let line = lines.find(|line| {
        line.to_ascii_lowercase()
            .starts_with("content-disposition:")
    })?;
    let mut parts = line.split(';').map(str::trim);
    let name = parts.find_map(|part| part.strip_prefix("name=\""))?;
    Some(name.strip_suffix('"')?.to_owned())
}

fn find(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    bytes
        .windows(wanted.len())
        .position(|window| window == wanted)
}

fn urlencoded(body: &[u8]) -> Form {
    let pairs = body
        .split(|byte| *byte == b'&')
        .filter(|pair| !pair.is_empty());
    let fields = pairs.map(|pair| {
        let at = pair
            .iter()
            .position(|byte| *byte == b'=')
            .unwrap_or(pair.len());
        let name = String::from_utf8_lossy(&decoded(&pair[..at])).into_owned();
        (name, decoded(pair.get(at + 1..).unwrap_or_default()))
    });
    Form {
        fields: fields.collect(),
    }
}

fn decoded(text: &[u8]) -> Vec<u8> {
    let (mut out, mut rest) = (Vec::with_capacity(text.len()), text);
    while let [byte, after @ ..] = rest {
        rest = after;
        let digits = after.get(..2).and_then(|two| std::str::from_utf8(two).ok());
        match (
            byte,
            digits.and_then(|two| u8::from_str_radix(two, 16).ok()),
        ) {
            (b'+', _) => out.push(b' '),
            (b'%', Some(value)) => {
                out.push(value);
                rest = &after[2..];
            }
            _ => out.push(*byte),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_comes_as_it_was_sent() {
        let body = b"--xY\r\nContent-Disposition: form-data; name=\"kind\"\r\n\r\npeople\r\n--xY\r\n\
            Content-Disposition: form-data; name=\"file\"; filename=\"a; b.csv\"\r\nContent-Type: text/csv\r\n\r\n\
            a\r\n--x\r\n\x00\xff\r\n--xY--\r\n";
        let form = multipart(&Bytes::from_static(body), "xY");
        let mut form = form.unwrap();
        assert_eq!(form.get("kind"), Some("people"));
        assert_eq!(form.take("file").unwrap(), b"a\r\n--x\r\n\x00\xff");
        for end in 0..body.len() - 4 {
            assert_eq!(
                multipart(&Bytes::copy_from_slice(&body[..end]), "xY"),
                None,
                "{end}"
            );
        }
        assert_eq!(boundary("multipart/form-data; boundary=\"q\""), Some("q"));
        assert_eq!(boundary("multipart/form-data"), None);
    }

    #[test]
    fn a_form_is_decoded() {
        let form = urlencoded(b"a=1+2%2B3&b=%e2%82%AC&a=&c&%=%zz");
        assert_eq!(form.all("a").collect::<Vec<_>>(), ["1 2+3", ""]);
        assert_eq!(
            (form.get("b"), form.get("c"), form.get("%")),
            (Some("€"), Some(""), Some("%zz"))
        );
    }
}
