//! The kinds of problem that are not refusals: of requests, of callers, of ours.

use axum::http::StatusCode;
use schemars::JsonSchema;
use serde::{Serialize, Serializer};

/// A kind of problem.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[schemars(rename = "ProblemKind")]
pub struct Kind {
    /// The HTTP status.
    #[serde(serialize_with = "number")]
    #[schemars(with = "u16")]
    pub status: StatusCode,
    /// The stable code.
    pub code: &'static str,
    /// What happened and what to do next, in Bahasa Indonesia.
    pub title: &'static str,
    /// The same in English.
    pub title_en: &'static str,
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde passes a reference"
)]
fn number<S: Serializer>(status: &StatusCode, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_u16(status.as_u16())
}

macro_rules! kinds {
    ($($name:ident = $status:ident $code:literal, $title:literal, $title_en:literal;)*) => {
        $(
            #[doc = $title_en]
            pub const $name: Kind = Kind {
                status: StatusCode::$status,
                code: $code,
                title: $title,
                title_en: $title_en,
            };
        )*
        /// All of these kinds.
        pub const ALL: &[Kind] = &[$($name,)*];
    };
}

kinds! {
    MALFORMED_JSON = BAD_REQUEST "malformed-json",
        "Isi permintaan bukan JSON yang sah. Perbaiki lalu kirim lagi.",
        "The body is not valid JSON; mend it and send it again.";
    UNKNOWN_FIELD = UNPROCESSABLE_ENTITY "unknown-field",
        "Ada isian yang tidak dikenal. Hapus isian itu atau perbaiki namanya.",
        "The body has an unknown field; remove it or correct its name.";
    MISSING_FIELD = UNPROCESSABLE_ENTITY "missing-field",
        "Ada isian wajib yang belum diisi. Lengkapi lalu kirim lagi.",
        "The body lacks a required field; add it and send it again.";
    WRONG_TYPE = UNPROCESSABLE_ENTITY "wrong-type",
        "Jenis nilai suatu isian keliru. Sesuaikan dengan dokumentasi API.",
        "A field has a value of another type; compare the API's documentation.";
    INVALID_FIELD = UNPROCESSABLE_ENTITY "invalid-field",
        "Nilai suatu isian tidak sah. Perbaiki isian yang disebutkan.",
        "A field has an invalid value; correct the field that is named.";
    BODY_TOO_LARGE = PAYLOAD_TOO_LARGE "body-too-large",
        "Isi permintaan terlalu besar. Perkecil atau bagi menjadi beberapa permintaan.",
        "The body is too large; make it smaller or split it.";
    LINE_TOO_LONG = PAYLOAD_TOO_LARGE "line-too-long",
        "Baris ini lebih dari 64 KiB. Satu baris berisi satu peristiwa.",
        "The line is longer than 64 KiB; a line holds one event.";
    TOO_MANY_LINES = PAYLOAD_TOO_LARGE "too-many-lines",
        "Permintaan ini melebihi 100.000 baris atau 64 MiB. Kirim sisanya dalam permintaan lain.",
        "The request has more than 100,000 lines or 64 MiB; send the rest in another request.";
    UNSUPPORTED_MEDIA_TYPE = UNSUPPORTED_MEDIA_TYPE "unsupported-media-type",
        "Jenis isi tidak didukung. Kirim sebagai application/json.",
        "The content type is not supported; send application/json.";
    AGENCY_UNKNOWN = NOT_FOUND "agency-unknown",
        "Instansi ini tidak ada. Periksa kode instansi.",
        "There is no such agency; check its code.";
    UNKNOWN_ROUTE = NOT_FOUND "unknown-route",
        "Alamat ini tidak ada. Periksa alamat yang dituju.",
        "There is nothing at this address; check it.";
    NOT_FOUND = NOT_FOUND "not-found",
        "Data yang diminta tidak ada. Periksa pengenalnya.",
        "What is asked for does not exist; check its id.";
    METHOD_NOT_ALLOWED = METHOD_NOT_ALLOWED "method-not-allowed",
        "Metode ini tidak berlaku di alamat ini. Lihat header Allow.",
        "The method does not apply at this address; see the Allow header.";
    IDEMPOTENCY_KEY_MISSING = BAD_REQUEST "idempotency-key-missing",
        "Header Idempotency-Key belum ada. Sertakan satu kunci baru untuk tiap perintah.",
        "The Idempotency-Key header is missing; send a new key with every command.";
    IDEMPOTENCY_KEY_INVALID = BAD_REQUEST "idempotency-key-invalid",
        "Idempotency-Key tidak sah. Pakai 1 sampai 128 karakter ASCII yang terlihat.",
        "The Idempotency-Key is invalid; use 1 to 128 visible ASCII characters.";
    IDEMPOTENCY_KEY_REUSED = UNPROCESSABLE_ENTITY "idempotency-key-reused",
        "Idempotency-Key ini sudah dipakai untuk perintah lain. Pakai kunci baru.",
        "This Idempotency-Key was used for another command; use a new one.";
    UNAUTHENTICATED = UNAUTHORIZED "unauthenticated",
        "Anda belum masuk atau sesi tidak sah. Masuk lalu coba lagi.",
        "You are not signed in, or the token is invalid; sign in and try again.";
    FORBIDDEN = FORBIDDEN "forbidden",
        "Peran Anda tidak berwenang melakukan ini. Hubungi administrator instansi.",
        "Your role may not do this; ask your agency's administrator.";
    WRONG_AGENCY = FORBIDDEN "wrong-agency",
        "Anda terdaftar di instansi lain. Pakai alamat instansi Anda sendiri.",
        "You belong to another agency; use the address of your own.";
    QUERY_INVALID = BAD_REQUEST "query-invalid",
        "Parameter pada alamat tidak sah. Perbaiki parameter yang disebutkan.",
        "A query parameter is invalid; correct the one that is named.";
    POSITION_INVALID = BAD_REQUEST "position-invalid",
        "Posisi tidak sah. Pakai posisi dari jawaban perintah, misalnya 1-4711-0.",
        "The position is invalid; use one from a command's answer, such as 1-4711-0.";
    CURSOR_INVALID = BAD_REQUEST "cursor-invalid",
        "Penanda halaman tidak sah. Mulai lagi dari halaman pertama.",
        "The cursor is invalid; start again from the first page.";
    NOT_CAUGHT_UP = SERVICE_UNAVAILABLE "not-caught-up",
        "Data terbaru masih disiapkan. Coba lagi sebentar.",
        "The newest data is not ready to read yet; try again in a moment.";
    TOO_MANY_REQUESTS = TOO_MANY_REQUESTS "too-many-requests",
        "Terlalu banyak permintaan. Tunggu sebentar lalu coba lagi.",
        "Too many requests; wait a moment and try again.";
    BUSY = SERVICE_UNAVAILABLE "busy",
        "Data ini sedang diubah banyak pihak. Kirim lagi perintah yang sama sebentar lagi.",
        "Many are changing this at once; send the same command again in a moment.";
    OUTCOME_UNKNOWN = SERVICE_UNAVAILABLE "outcome-unknown",
        "Belum pasti apakah perintah tercatat. Kirim lagi perintah yang sama dengan kunci yang sama.",
        "It is not certain whether the command was recorded; send it again with the same key.";
    LEDGER_FULL = INSUFFICIENT_STORAGE "ledger-full",
        "Buku besar penuh sehingga tidak ada yang tercatat. Hubungi operator.",
        "The ledger is full and nothing was recorded; tell the operator.";
    PERSON_ERASED = CONFLICT "person-erased",
        "Data pribadi orang ini telah dihapus sehingga tidak dapat ditulis lagi.",
        "This person's personal data was erased, so no more can be written about them.";
    UNAVAILABLE = SERVICE_UNAVAILABLE "unavailable",
        "Layanan sedang terganggu. Coba lagi sebentar lagi.",
        "The service is disturbed; try again in a moment.";
    INTERNAL = INTERNAL_SERVER_ERROR "internal",
        "Terjadi kesalahan di sistem kami. Sampaikan nomor kejadian kepada operator.",
        "Something went wrong on our side; quote the instance to the operator.";
}
