use super::*;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Work that gives a number, and counts how often it is done.
fn counting(
    done: &Arc<AtomicUsize>,
    found: u32,
) -> impl FnOnce() -> futures::future::Ready<ServiceResult<u32>> + use<> {
    let done = done.clone();
    move || {
        done.fetch_add(1, Ordering::Relaxed);
        futures::future::ready(Ok(found))
    }
}

fn aside() -> (Aside<&'static str, u32, u32>, Arc<AtomicUsize>) {
    (Aside::new("counting", Worker::default()), Arc::default())
}

#[tokio::test]
async fn of_the_same_it_is_done_once_and_of_something_else_again() {
    let (aside, done) = aside();
    for _ in 0..3 {
        assert!(matches!(aside.run(&"key", &1, counting(&done, 7)).wait().await, Told::Known(7)));
    }
    assert_eq!((done.load(Ordering::Relaxed), aside.known(&"key", &1), aside.known(&"key", &2)), (1, Some(7), None));
    assert!(matches!(aside.run(&"key", &2, counting(&done, 8)).wait().await, Told::Known(8)));
    assert_eq!((aside.known(&"key", &1), aside.known(&"key", &2)), (None, Some(8)));
    aside.let_go(&"key");
    assert_eq!(aside.known(&"key", &2), None);
    assert!(matches!(aside.run(&"key", &2, counting(&done, 9)).wait().await, Told::Known(9)));
    assert_eq!(done.load(Ordering::Relaxed), 3);
}

#[tokio::test]
async fn what_changes_before_its_turn_is_done_once_as_it_is_then() {
    let (aside, done) = aside();
    let held = aside.hold_worker().await.expect("a worker");
    let mut older = aside.run(&"key", &1, counting(&done, 1));
    let mut newer = aside.run(&"key", &2, counting(&done, 2));
    aside.let_go(&"key");
    drop(held);
    assert!(matches!(older.wait().await, Told::UnderWay), "another one is");
    assert!(matches!(newer.wait().await, Told::Known(2)));
    assert_eq!(done.load(Ordering::Relaxed), 1);
}

#[tokio::test]
async fn whoever_waits_for_long_is_told_and_the_run_goes_on() {
    let (aside, done) = aside();
    let held = aside.hold_worker().await.expect("a worker");
    let mut run = aside.run(&"key", &1, counting(&done, 1));
    assert!(matches!(run.wait().await, Told::UnderWay));
    drop(held);
    assert!(matches!(run.wait().await, Told::Known(1)));
}

/// Work that breaks off, and counts how often it is tried.
fn breaking(tried: &Arc<AtomicUsize>) -> impl FnOnce() -> futures::future::Ready<ServiceResult<u32>> + use<> {
    let tried = tried.clone();
    move || {
        tried.fetch_add(1, Ordering::Relaxed);
        futures::future::ready(Err(ServiceError::Conflict))
    }
}

#[tokio::test(start_paused = true)]
async fn what_breaks_off_is_told_and_tried_again_after_a_rest() {
    let (aside, done) = aside();
    let tried = Arc::new(AtomicUsize::new(0));
    let breaks = async |of: u32| {
        aside.let_go(&"key");
        assert!(matches!(aside.run(&"key", &of, breaking(&tried)).wait().await, Told::BrokeOff));
        tried.load(Ordering::Relaxed)
    };
    for of in [1, 1, 2, 3] {
        assert_eq!(
            breaks(of).await,
            1,
            "whoever asks meanwhile is told of the first, also where it is made of something else"
        );
    }
    assert!(matches!(aside.run(&"other", &1, counting(&done, 1)).wait().await, Told::Known(1)), "others go on");
    tokio::time::advance(REST_AFTER_BREAK).await;
    assert_eq!((breaks(1).await, breaks(1).await), (2, 2));
    // It rests the longer the more often it breaks off.
    tokio::time::advance(REST_AFTER_BREAK).await;
    assert_eq!(breaks(1).await, 2);
    tokio::time::advance(REST_AFTER_BREAK).await;
    assert_eq!((breaks(1).await, breaks(1).await), (3, 3));
    tokio::time::advance(REST_AFTER_BREAK * 4).await;
    assert!(matches!(aside.run(&"key", &1, counting(&done, 7)).wait().await, Told::Known(7)));
    assert_eq!((done.load(Ordering::Relaxed), aside.known(&"key", &1)), (2, Some(7)));
    // What went well once more begins with the shortest rest again.
    aside.let_go(&"key");
    assert_eq!(breaks(1).await, 4);
    tokio::time::advance(REST_AFTER_BREAK).await;
    assert_eq!(breaks(1).await, 5);
}

#[tokio::test(start_paused = true)]
async fn a_panic_is_an_end_like_any_other() {
    let (aside, done) = aside();
    let panics = || async { panic!("on purpose") };
    assert!(matches!(aside.run(&"key", &1, panics).wait().await, Told::BrokeOff));
    assert!(matches!(aside.run(&"key", &1, counting(&done, 1)).wait().await, Told::BrokeOff));
    assert_eq!(done.load(Ordering::Relaxed), 0);
    tokio::time::advance(REST_AFTER_BREAK).await;
    assert!(matches!(aside.run(&"key", &1, counting(&done, 1)).wait().await, Told::Known(1)));
}

#[tokio::test]
async fn one_piece_is_worked_on_at_a_time() {
    let (worker, at_work, most) = (Worker::default(), Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    let kinds: Vec<Aside<usize, u32, ()>> = (0..2).map(|_| Aside::new("waiting", worker.clone())).collect();
    let mut runs = Vec::new();
    for key in 0..4 {
        let (at_work, most) = (at_work.clone(), most.clone());
        let work = move || async move {
            most.fetch_max(at_work.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
            tokio::task::yield_now().await;
            at_work.fetch_sub(1, Ordering::SeqCst);
            Ok(())
        };
        runs.push(kinds[key % 2].run(&key, &1, work));
    }
    for run in &mut runs {
        assert!(matches!(run.wait().await, Told::Known(())));
    }
    assert_eq!(most.load(Ordering::SeqCst), 1);
}
