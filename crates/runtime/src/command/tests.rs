use super::*;
use domain::Role;

fn caller(role: Role) -> Caller {
    Caller {
        agency: AgencyCode::new("kota-contoh").unwrap(),
        person: Uuid::from_u128(7),
        role,
    }
}

fn keyed(key: &str) -> HeaderMap {
    HeaderMap::from_iter([(IDEMPOTENCY_KEY.parse().unwrap(), key.parse().unwrap())])
}

#[test]
fn a_command_id_depends_on_the_key_and_the_caller_alone() {
    let id = |role, key: &str| command_id(&caller(role), key.as_bytes()).unwrap();
    assert_eq!(id(Role::Juror, "a"), id(Role::Juror, "a"));
    assert_ne!(id(Role::Juror, "a"), id(Role::Juror, "b"));
    assert_ne!(id(Role::Juror, "a"), id(Role::Employee, "a"));
}

#[test]
fn a_key_is_1_to_128_visible_characters() {
    let code = |key: &str| {
        let id = command_id(&caller(Role::Juror), key.as_bytes());
        id.map_err(|problem| problem.code())
    };
    for bad in ["", "a b", "é", &"k".repeat(129)] {
        assert_eq!(code(bad), Err("idempotency-key-invalid"), "{bad}");
    }
    assert!(code(&"k".repeat(128)).is_ok());
}

#[test]
fn a_request_has_one_key() {
    let code = |headers: &HeaderMap| key(headers).unwrap_err().code();
    assert_eq!(code(&HeaderMap::new()), "idempotency-key-missing");
    let mut headers = keyed("a");
    assert_eq!(key(&headers), Ok(b"a".as_slice()));
    headers.append(IDEMPOTENCY_KEY, "b".parse().unwrap());
    assert_eq!(code(&headers), "idempotency-key-invalid");
}

#[test]
fn content_types_of_json() {
    let of = |value: &str| {
        let value = value.parse().unwrap();
        content_type(&HeaderMap::from_iter([(CONTENT_TYPE, value)]))
    };
    assert_eq!(content_type(&HeaderMap::new()), ContentType::Missing);
    assert_eq!(of("Application/JSON; charset=utf-8"), ContentType::Json);
    assert_eq!(of("application/cloudevents+json"), ContentType::Json);
    assert_eq!(of("text/plain"), ContentType::Other);
    assert_eq!(of("text/x+json"), ContentType::Other);
    assert_eq!(of(""), ContentType::Other);
}
