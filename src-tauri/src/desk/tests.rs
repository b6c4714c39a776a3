use super::*;
use crate::testing::{desk, desk_with_catalogue, unlock};
use sigillum_core::catalogue::{Input, NewOperation};
use std::sync::mpsc::channel;
use std::time::Duration;

fn artefact(number: u32) -> Vec<(String, Input)> {
    vec![("reference".to_owned(), Input::Text(format!("SC/{number}")))]
}

#[test]
fn what_one_hand_writes_the_others_read_also_while_a_job_is_at_work() {
    let folder = tempfile::tempdir().unwrap();
    let (desk, _) = desk_with_catalogue(folder.path());
    let (ready, begun) = channel();
    let (go, wait) = channel::<()>();
    let job = desk.job(JobKind::Rebuild, "", move |catalogue, _| {
        ready.send(()).unwrap();
        wait.recv().unwrap();
        catalogue.artefact_add(&artefact(2))
    });
    job.unwrap();
    begun.recv().unwrap();
    desk.write_here(|c| c.artefact_add(&artefact(1))).unwrap();
    assert_eq!(desk.read_here(|c| c.operation()).unwrap().artefacts, 1);
    go.send(()).unwrap();
    desk.jobs().wait_until_idle(Duration::from_secs(20));
    assert_eq!(desk.read_here(|c| c.operation()).unwrap().artefacts, 2);
}

#[test]
fn a_catalogue_is_not_left_while_a_job_is_at_work_in_it() {
    let folder = tempfile::tempdir().unwrap();
    let (desk, _) = desk_with_catalogue(folder.path());
    let (go, wait) = channel::<()>();
    desk.job(JobKind::Rebuild, "", move |_, _| Ok(wait.recv().is_ok())).unwrap();
    assert_eq!(desk.close().unwrap_err().code, Code::CatalogueLocked);
    go.send(()).unwrap();
    desk.jobs().wait_until_idle(Duration::from_secs(20));
    desk.close().unwrap();
    assert!(desk.view().catalogue.is_none() && desk.view().signer.is_none());
}

#[test]
fn a_key_that_is_unlocked_before_there_is_a_catalogue_signs_in_the_one_that_is_opened() {
    let folder = tempfile::tempdir().unwrap();
    let (first, root) = desk_with_catalogue(folder.path());
    first.end();
    drop(first);
    let desk = desk(folder.path());
    unlock(&desk);
    desk.open_here(&root).unwrap();
    desk.write_here(|c| c.artefact_add(&artefact(1))).unwrap();
    desk.lock_key();
    let refused = desk.write_here(|c| c.artefact_add(&artefact(2))).unwrap_err();
    assert_eq!(refused.code, Code::KeyLocked);
    assert_eq!(desk.settings().get().recent[0].path, root);
}

#[test]
fn the_key_is_locked_after_idle_time_and_not_before() {
    let folder = tempfile::tempdir().unwrap();
    let (desk, _) = desk_with_catalogue(folder.path());
    desk.settings().change(|settings| settings.idle_minutes = 1).unwrap();
    let away = |seconds| *lock(&desk.0.touched) = Instant::now() - Duration::from_secs(seconds);
    away(50);
    assert!(!desk.lock_when_idle());
    away(61);
    desk.touch();
    assert!(!desk.lock_when_idle(), "somebody was there");
    away(61);
    assert!(desk.lock_when_idle());
    assert!(desk.view().signer.is_none());
    assert!(!desk.lock_when_idle(), "it is locked already");
}

fn begin(desk: &Desk, root: &Path) -> Result<Opened> {
    let make = |key, details| {
        let operation = NewOperation { reference: "LON-2".into(), ..NewOperation::default() };
        Ok((Catalogue::create(root, desk.places().around.clone(), key, details, &operation)?, ()))
    };
    desk.begin_with_key(make).map(|(opened, ())| opened)
}

#[test]
fn the_key_goes_along_to_another_operation_and_back_and_signs_the_head_that_it_leaves() {
    let folder = tempfile::tempdir().unwrap();
    let (desk, first) = desk_with_catalogue(folder.path());
    let second = folder.path().join("second");
    begin(&desk, &second).unwrap();
    assert_eq!(desk.view().catalogue.as_deref(), Some(second.as_path()));
    desk.write_here(|c| c.artefact_add(&artefact(1))).unwrap();
    desk.open_here(&first).unwrap();
    desk.write_here(|c| c.artefact_add(&artefact(2))).unwrap();
    desk.lock_key();
    desk.open_here(&second).unwrap();
    let refused = desk.write_here(|c| c.artefact_add(&artefact(3))).unwrap_err();
    assert_eq!(refused.code, Code::KeyLocked, "a lock is a lock in every catalogue");
}

#[test]
fn an_operation_that_cannot_be_begun_leaves_catalogue_and_key_as_they_are() {
    let folder = tempfile::tempdir().unwrap();
    let (desk, root) = desk_with_catalogue(folder.path());
    assert!(begin(&desk, &root).is_err(), "there is a catalogue already");
    assert_eq!(desk.view().catalogue, Some(root));
    desk.write_here(|c| c.artefact_add(&artefact(1))).unwrap();
}

#[test]
fn no_operation_is_begun_over_one_in_which_a_job_is_at_work() {
    let folder = tempfile::tempdir().unwrap();
    let (desk, root) = desk_with_catalogue(folder.path());
    let (go, wait) = channel::<()>();
    desk.job(JobKind::Intake, "", move |_, _| Ok(wait.recv().is_ok())).unwrap();
    let second = folder.path().join("second");
    assert_eq!(begin(&desk, &second).unwrap_err().code, Code::CatalogueLocked);
    assert!(!second.exists() && desk.view().catalogue == Some(root), "nothing was begun");
    go.send(()).unwrap();
    desk.jobs().wait_until_idle(Duration::from_secs(20));
    begin(&desk, &second).unwrap();
}
