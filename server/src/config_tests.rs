//! What settings are taken, and which are refused by name.

use super::*;
use figment::Jail;

fn load(jail: &mut Jail, file: &str, environment: &[(&str, &str)]) -> figment::Result<Result<Config, ConfigError>> {
    jail.clear_env();
    jail.create_file(DEFAULT_FILE, file)?;
    for (key, value) in environment {
        jail.set_env(key, value);
    }
    Ok(Config::load(None, &Flags::default()))
}

fn refused(file: &'static str, environment: &'static [(&'static str, &'static str)]) -> String {
    let mut said = String::new();
    Jail::expect_with(|jail| {
        said = load(jail, file, environment)?.expect_err("refused").to_string();
        Ok(())
    });
    said
}

#[test]
fn without_anything_the_defaults_hold() {
    Jail::expect_with(|jail| {
        assert_eq!(load(jail, "", &[])?.ok(), Some(Config::default()));
        Ok(())
    });
}

#[test]
fn flags_are_stronger_than_the_environment_and_that_than_the_file() {
    Jail::expect_with(|jail| {
        let file = "addr = \"127.0.0.1:1001\"\ndata = \"/from/file\"\nlog_level = \"debug\"\n";
        jail.create_file(DEFAULT_FILE, file)?;
        jail.set_env("TIDTAM_ADDR", "127.0.0.1:1002");
        jail.set_env("TIDTAM_DATA", "/from/environment");
        let flags = Flags { data: Some("/from/flag".into()), addr: None };
        let config = Config::load(None, &flags).expect("settings");
        assert_eq!(config.addr.port(), 1002);
        assert_eq!(config.data, PathBuf::from("/from/flag"));
        assert_eq!(config.log_level, "debug");
        Ok(())
    });
}

#[test]
fn an_unknown_key_is_refused_by_name_wherever_it_stands() {
    let said = refused("adress = \"127.0.0.1:1\"\n", &[]);
    assert!(said.contains("unknown key adress in tidtam.toml"), "{said}");
    assert!(said.contains("largest_request_bytes"), "{said}");
    let said = refused("", &[("TIDTAM_PUBLIC_URI", "https://x.example")]);
    assert!(said.contains("unknown key TIDTAM_PUBLIC_URI"), "{said}");
}

#[test]
fn a_wrong_value_is_refused_with_its_key() {
    let said = refused("", &[("TIDTAM_ADDR", "everywhere")]);
    assert!(said.contains("TIDTAM_ADDR"), "{said}");
    let said = refused("trusted_proxies = [\"10.0.0.0/99\"]\n", &[]);
    assert!(said.contains("trusted_proxies") && said.contains("10.0.0.0/99"), "{said}");
    let said = refused("public_url = \"ftp://x\"\n", &[]);
    assert!(said.contains("public_url"), "{said}");
    let said = refused("addr = \n", &[]);
    assert!(said.contains("cannot be read"), "{said}");
}

#[test]
fn a_licence_is_named_by_its_identifier_or_its_address_and_by_nothing_else() {
    let said = refused("data_license = \"cc-by\"\n", &[]);
    assert!(
        said.contains("ค่าของ data_license ใน tidtam.toml ใช้ไม่ได้") && said.contains("หรือที่อยู่ http:// หรือ https://"),
        "{said}"
    );
    assert!(said.contains("expected one of CC0-1.0, CC-BY-4.0"), "{said}");
    let said = refused("", &[("TIDTAM_DATA_LICENSE", "https://localhost/terms")]);
    assert!(said.contains("TIDTAM_DATA_LICENSE") && !said.contains("localhost"), "{said}");
    Jail::expect_with(|jail| {
        assert_eq!(
            load(jail, "", &[])?.expect("settings").storage().publication.license,
            None,
            "nobody has chosen one"
        );
        let listed = load(jail, "data_license = \"CC-BY-4.0\"\n", &[])?.expect("settings");
        assert!(listed.shown().contains(&("data_license", "CC-BY-4.0".to_owned())), "{:?}", listed.shown());
        let address = "https://data.go.th/terms";
        let named = load(jail, "", &[("TIDTAM_DATA_LICENSE", address)])?.expect("settings").storage().publication;
        assert_eq!(named.license.as_ref().map(License::url), Some(address));
        Ok(())
    });
}

#[test]
fn a_named_file_must_be_there() {
    let missing = Config::load(Some(Path::new("/nowhere/tidtam.toml")), &Flags::default());
    assert!(matches!(missing, Err(ConfigError::NoFile(_))));
}

#[test]
fn lists_come_from_the_environment_too() {
    Jail::expect_with(|jail| {
        let config = load(jail, "", &[("TIDTAM_TRUSTED_PROXIES", "10.0.0.0/8, 127.0.0.1")])?.expect("settings");
        assert_eq!(config.trusted_proxies.len(), 2);
        let config = load(jail, "", &[("TIDTAM_TEST_POSTGRES_URL", "postgres://x")])?;
        assert!(config.is_ok(), "what tests are told is no setting");
        Ok(())
    });
}

#[test]
fn a_password_is_never_shown() {
    Jail::expect_with(|jail| {
        let secret = "postgres://tidtam:gulf-of-siam@db/tidtam?password=gulf-of-siam";
        for key in ["DATABASE_URL", "TIDTAM_DATABASE_URL"] {
            let config = load(jail, "", &[(key, secret)])?.expect("settings");
            assert_eq!(config.storage().database_url, secret);
            let shown = format!("{:?} {config:?}", config.shown());
            assert!(!shown.contains("gulf"), "{shown}");
        }
        let config = load(jail, "", &[("TIDTAM_LOG_FORMAT", "gulf-of-siam")])?.expect_err("refused");
        assert!(matches!(config, ConfigError::Value { .. }), "{config:?}");
        Ok(())
    });
}

#[test]
fn a_folder_name_may_hold_any_sign() {
    let config = Config { data: PathBuf::from("/a?b%c"), ..Config::default() };
    assert_eq!(config.storage().database_url, "sqlite:///a%3Fb%25c/tidtam.db");
}

#[test]
fn https_is_known_from_the_public_address() {
    let with = |url: &str| Config { public_url: PublicUrl::try_from(url.to_owned()).ok(), ..Config::default() };
    assert!(with("https://tidtam.dga.or.th/").is_https());
    assert_eq!(with("https://tidtam.dga.or.th/").origin(), "https://tidtam.dga.or.th");
    assert!(!with("http://10.1.2.3:8080").is_https());
    assert_eq!(with("https://tidtam.dga.or.th:443").origin(), "https://tidtam.dga.or.th");
    assert_eq!(with("http://tidtam.dga.or.th:8080").origin(), "http://tidtam.dga.or.th:8080");
    assert_eq!(Config::default().origin(), "http://127.0.0.1:3000");
    assert!(PublicUrl::try_from("https://user@x".to_owned()).is_err());
    assert!(PublicUrl::try_from("https://x/folder".to_owned()).is_err());
}

#[test]
fn a_database_that_we_do_not_speak_to_is_refused_without_telling_its_address() {
    for address in ["mysql://tidtam:gulf@db/tidtam", "tidtam.db", "/var/lib/tidtam.db", "postgresx://db"] {
        let mut said = String::new();
        Jail::expect_with(|jail| {
            said = load(jail, "", &[("DATABASE_URL", address)])?.expect_err("refused").to_string();
            Ok(())
        });
        assert!(said.contains("sqlite:// or postgres://") && !said.contains("gulf"), "{address}: {said}");
    }
    for address in ["postgres://db/tidtam", "postgresql://db/tidtam", "sqlite:///data/x.db", ""] {
        Jail::expect_with(|jail| {
            assert!(load(jail, "", &[("DATABASE_URL", address)])?.is_ok(), "{address}");
            Ok(())
        });
    }
}

#[test]
fn mail_is_configured_whole_or_not_at_all_and_never_over_an_open_network() {
    for (file, key) in [
        ("smtp_host = \"mail.dga.or.th\"\n", "smtp_from"),
        ("smtp_from = \"tidtam@dga.or.th\"\n", "smtp_from"),
        ("smtp_host = \"mail.dga.or.th\"\nsmtp_from = \"tidtam@dga.or.th\"\nsmtp_user = \"x\"\n", "smtp_password"),
        (
            "smtp_host = \"mail.dga.or.th\"\nsmtp_from = \"tidtam@dga.or.th\"\nsmtp_security = \"none\"\n",
            "smtp_security",
        ),
        ("smtp_security = \"opportunistic\"\n", "smtp_security"),
        ("smtp_from = \"nobody\"\n", "smtp_from"),
        ("smtp_timeout_ms = 90000\n", "smtp_timeout_ms"),
    ] {
        let said = refused(file, &[]);
        assert!(said.contains(key), "{file}: {said}");
    }
    Jail::expect_with(|jail| {
        let file = "smtp_host = \"mail.dga.or.th\"\nsmtp_from = \"tidtam@dga.or.th\"\nsmtp_user = \"tidtam\"\n";
        let config = load(jail, file, &[("TIDTAM_SMTP_PASSWORD", "hunter2 is secret")])?.expect("settings");
        let mail = config.mail().expect("whole").expect("a mail server");
        assert_eq!((mail.host.as_str(), mail.port), ("mail.dga.or.th", 465));
        let everything = format!("{config:?} {mail:?} {:?}", config.shown());
        assert!(!everything.contains("hunter2"), "{everything}");
        assert!(config.shown().contains(&("smtp_password", "***".to_owned())));
        let local = "smtp_host = \"127.0.0.1\"\nsmtp_from = \"tidtam@dga.or.th\"\nsmtp_security = \"none\"\n";
        assert_eq!(load(jail, local, &[])?.expect("settings").mail().expect("whole").expect("a mail server").port, 25);
        assert!(Config::default().mail().expect("whole").is_none());
        Ok(())
    });
}
