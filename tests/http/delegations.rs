//! Signing on behalf: given on one's own account, used on the report, and told in the thread.

use domain::access::Role;
use http::StatusCode;
use tests::TestApp;

#[tokio::test]
async fn an_approver_lets_somebody_sign_and_the_report_says_so() {
    let app = TestApp::new().await;
    let mut approver = app.somebody(Role::Approver, "one").await;
    let (mut official, account) = app.somebody_with_account(Role::Executive, "two").await;
    let accounts = app.services().accounts();
    let address = accounts.get(&tests::country::operator(), account).await.expect("an account").email.to_string();
    app.fill("one").await;
    let version = app.version("one").await;
    app.reporter("one").await.submits("one", version).await;
    let report = "/reports/2570-q1/one";
    assert_eq!(official.opens(report).await.status, StatusCode::FORBIDDEN);
    official.opens("/account").await.hides("/do/delegations/give");

    approver.opens("/account").await.shows("การมอบให้ลงนามแทน").shows("/do/delegations/give").shows("ไม่มีการมอบที่ยังมีผล");
    let give = |ends: &'static str, to: &str| {
        let to = to.to_owned();
        [("organisation", "one".to_owned()), ("given_to", to), ("starts", "1/1/2570".to_owned())]
            .into_iter()
            .chain([("ends", ends.to_owned()), ("reason", "คำสั่งที่ 1/2570".to_owned())])
            .collect::<Vec<_>>()
    };
    let mut lets_sign = async |ends: &'static str, to: &str| {
        let fields = give(ends, to);
        let fields: Vec<_> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        approver.posts("/do/delegations/give", &fields).await
    };
    let unknown = lets_sign("31/3/2570", "nobody@example.go.th").await;
    unknown.shows("ไม่พบบัญชีของอีเมลนี้").shows("value=\"nobody@example.go.th\"").shows("value=\"31/3/2570\"");
    lets_sign("31/12/2570", &address).await.shows("ไม่เกิน 92 วัน");
    let given = lets_sign("31/3/2570", &address).await;
    assert_eq!(given.location(), "/account?done=delegation_given");
    approver.opens("/account").await.shows("คำสั่งที่ 1/2570").shows("/do/delegations/revoke");

    official.opens("/account").await.shows("คำสั่งที่ 1/2570").hides("/do/delegations/revoke");
    official.opens(report).await.shows("ท่านลงนามได้ในนามของ").shows("value=\"approve\"");
    let version = app.version("one").await;
    let signed = official.approves("one", version).await;
    assert_eq!(signed.status, StatusCode::SEE_OTHER, "{}", signed.body);
    let mut reviewer = app.reviewer().await;
    reviewer.opens(report).await.shows("(ในนามของ approver.one");
    reviewer.in_english().opens(report).await.shows("(on behalf of approver.one");
}
