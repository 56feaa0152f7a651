//! Unknown ids, and steps that are not these people's or come out of order.

use domain::Role;
use e2e::{Marks, Persona};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{Case, Stage, post};

fn person(id: Uuid) -> Value {
    json!({"kind": "person", "person": id})
}

pub(super) fn nominations(on: &Stage<'_>) -> Vec<Case> {
    let (unit, other, none) = (&on.staff.units[0], &on.staff.units[1], Uuid::nil());
    let (late, pelaksana) = (on.late, "pelaksana");
    let propose = |edition: Uuid, of: Uuid, nominee: Value, category: &str| {
        let body =
            json!({"category": category, "nominee": nominee, "unit": of, "citation": "Baik."});
        post(&unit.head, &format!("/editions/{edition}/nominations")).json(&body)
    };
    let (first, second) = (person(unit.staff[0].id), person(unit.staff[1].id));
    let (own, stranger) = (person(unit.head.id), person(other.staff[0].id));
    let no_id = json!({"kind": "person", "person": "me"});
    let consent = format!("/nominations/{}/consent", on.nomination);
    cases! {
        "unknown edition": propose(none, unit.id, first.clone(), pelaksana) => 404 "edition-unknown";
        "unknown unit": propose(late, none, first.clone(), pelaksana) => 404 "unit-unknown";
        "unknown person": propose(late, unit.id, person(none), pelaksana) => 404 "person-unknown";
        "unknown category": propose(late, unit.id, first.clone(), "juara")
            => 404 "category-unknown";
        "no id": propose(late, unit.id, no_id, pelaksana) => 422 "invalid-field";
        "another kind of nominee": propose(late, unit.id, first.clone(), "tim")
            => 422 "nominee-kind-mismatch";
        "oneself": propose(late, unit.id, own, pelaksana) => 422 "self-nomination";
        "somebody else's unit": propose(late, other.id, stranger, pelaksana)
            => 403 "not-unit-head";
        "a second nomination": propose(on.edition, unit.id, first, pelaksana)
            => 409 "nomination-exists";
        "after nominations closed": propose(on.edition, unit.id, second, pelaksana)
            => 409 "nominations-closed";
        "unknown nomination": post(&unit.head, &format!("/nominations/{none}/withdraw"))
            => 404 "nomination-unknown";
        "consent of another": post(&unit.staff[1], &consent) => 403 "not-the-nominee";
    }
}

fn marks(score: &Value) -> Value {
    json!({"marks": [{"criterion": "kinerja", "score": score},
        {"criterion": "inovasi", "score": "80"}, {"criterion": "wawancara", "score": "80"}]})
}

pub(super) fn rounds(on: &Stage<'_>) -> Vec<Case> {
    let (office, none) = (&on.office, Uuid::nil());
    let ballot = |round: Uuid, of: Uuid| format!("/rounds/{round}/nominations/{of}/ballot");
    let own = ballot(on.round, on.nomination);
    let cast = |who: &Persona<'_>, path: &str| post(who, path).json(&marks(&json!("80")));
    let (juror, outsider) = (&on.staff.jurors[0], &on.staff.jurors[2]);
    let score = |score: Value| post(juror, &own).json(&marks(&score));
    let nominee = on.staff.units[0].staff[0].acting_as(Role::Juror);
    let few = json!({"marks": Marks(&[("kinerja", "80")]).json()});
    let edition = |step: &str| format!("/editions/{}/{step}", on.edition);
    let third = json!({"category": "tim", "number": 3, "panel": none,
        "closes_at": e2e::in_hours(1)});
    let winners = json!({"winners": [
        {"category": "pelaksana", "place": 1, "nomination": on.nomination}]});
    let decree = json!({"number": "1", "date": "2026-01-01"});
    cases! {
        "not on the panel": cast(outsider, &own) => 403 "not-on-panel";
        "on oneself": cast(&nominee, &own) => 403 "own-ballot";
        "not in the round": cast(juror, &ballot(on.round, none)) => 422 "not-in-round";
        "unknown round": cast(juror, &ballot(none, on.nomination)) => 404 "round-unknown";
        "a closed round": cast(juror, &ballot(on.closed, on.nomination)) => 409 "round-closed";
        "a score over 100": score(json!("100.01")) => 422 "invalid-field" "marks[0].score";
        "a score with a fraction": score(json!(80.5)) => 422 "invalid-field" "marks[0].score";
        "too few marks": post(juror, &own).json(&few) => 422 "marks-incomplete";
        "a revision of nothing": cast(juror, &format!("{own}/revise")) => 404 "ballot-unknown";
        "a round of no panel": post(office, &edition("rounds")).json(&third)
            => 404 "panel-unknown";
        "a decision before the result": post(office, &edition("decision")).json(&winners)
            => 409 "round-open";
        "ratified before decided":
            post(&on.world.city().ratifier(), &edition("decision/ratify")).json(&decree)
            => 404 "decision-unknown";
        "announced before decided": post(office, &edition("announcement"))
            => 404 "decision-unknown";
    }
}
