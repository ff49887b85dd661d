//! In which language, era and digits somebody reads: chosen on the account page, and found again at the next sign-in.

use domain::access::Role;
use http::StatusCode;
use tests::{Engine, TestApp, app::operator};

#[tokio::test]
async fn what_somebody_chose_holds_on_every_page_and_comes_back_at_the_next_sign_in() {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let Some(app) = TestApp::start(engine).await else { continue };
        app.accept("one", &[("svc-e2e", "50", "100")]).await;
        let (mut reader, account) = app.somebody_with_account(Role::Executive, "one").await;
        let page = reader.opens("/scores/small/2570-q1/one").await;
        page.shows("ไตรมาส 1 ปีงบประมาณ 2570").hides("ค.ศ.");
        reader.opens("/account").await.shows("การแสดงผล").shows("พุทธศักราช เช่น 2570");
        let wrong =
            reader.posts("/do/preferences/set", &[("language", "th"), ("era", "lunar"), ("digits", "thai")]).await;
        assert!(wrong.status.is_client_error(), "{}", wrong.status);
        let chosen = [("language", "th"), ("era", "common"), ("digits", "thai")];
        let set = reader.posts("/do/preferences/set", &chosen).await;
        assert_eq!((set.status, set.location()), (StatusCode::SEE_OTHER, "/account?done=preferences_set"));
        let page = reader.follows(&set).await;
        page.shows("บันทึกการแสดงผลแล้ว").shows("ค.ศ. ๒๐๒๗").shows("value=\"common\" selected");
        reader.opens("/scores/small/2570-q1/one").await.shows("ไตรมาส ๑ ปีงบประมาณ ค.ศ. ๒๐๒๗").hides("ไตรมาส 1 ");
        // A page of the public is the same for everybody, and codes in addresses stay what they are.
        reader.opens("/national").await.shows("2570-q1");
        let email = app.services().accounts().get(&operator(), account).await.expect("an account").email;
        let mut elsewhere = app.nobody();
        elsewhere.signs_in(email.as_str()).await;
        elsewhere.opens("/scores/small/2570-q1/one").await.shows("ปีงบประมาณ ค.ศ. ๒๐๒๗");
        let mut administrator = app.administrator().await.in_english();
        administrator.opens("/audit").await.shows("Display chosen");
    }
}
