use super::*;
use domain::Refusal;

fn receipt() -> Receipt {
    Receipt {
        agency: AgencyCode::new("kota-contoh").unwrap(),
        command: Uuid::from_u128(1),
        kind: "nomination",
        entity: Uuid::from_u128(2),
    }
}

fn outcome(repeated: bool) -> Outcome {
    Outcome {
        position: Position::commit(1, 4711),
        repeated,
    }
}

async fn answer(answered: Result<Answered<Id>, Problem>) -> (Response, serde_json::Value) {
    let (parts, body) = answered.into_response().into_parts();
    let bytes = axum::body::to_bytes(body, 4096).await.unwrap();
    let json = serde_json::from_slice(&bytes).unwrap();
    (
        Response::from_parts(parts, ().into_response().into_body()),
        json,
    )
}

#[tokio::test]
async fn recorded_and_repeated_carry_the_position() {
    let id = Id::of(Uuid::from_u128(2));
    let (response, json) = answer(Answered::created(Ok(outcome(false)), receipt(), id)).await;
    assert_eq!(response.status(), 201);
    assert_eq!(response.headers()[POSITION], "1-4711-0");
    let expected = serde_json::json!({"id": id.id, "position": "1-4711-0", "repeated": false});
    assert_eq!(json, expected);
    let (response, json) = answer(Answered::created(Ok(outcome(true)), receipt(), id)).await;
    assert_eq!(
        (response.status().as_u16(), &json["repeated"]),
        (200, &true.into())
    );
    let (response, _) = answer(Answered::changed(Ok(outcome(false)), receipt(), id)).await;
    assert_eq!(response.status(), 200);
}

#[tokio::test]
async fn an_unknown_outcome_says_where_to_ask() {
    let id = Id::of(Uuid::from_u128(2));
    let unknown = Answered::created(Err(CommandError::Unknown), receipt(), id);
    let (response, json) = answer(unknown).await;
    assert_eq!(response.status(), 202);
    assert_eq!(
        response.headers()[LOCATION],
        json["status"].as_str().unwrap()
    );
    let status = receipt().status();
    let expected = "/api/v1/agencies/kota-contoh/commands/nomination/\
                    00000000-0000-0000-0000-000000000002/00000000-0000-0000-0000-000000000001";
    assert_eq!(status, expected);
}

#[tokio::test]
async fn a_refusal_is_a_problem() {
    let refused = Err(CommandError::Refused(Refusal::RoundClosed));
    let (response, json) = answer(Answered::changed(refused, receipt(), Id::of(Uuid::nil()))).await;
    assert_eq!(
        (response.status().as_u16(), &json["code"]),
        (409, &"round-closed".into())
    );
}
