//! Published pages, and what the API answers without a token, are the same for everybody, so they are kept as they were sent: rendered, compressed, with all headers.
//! One is given again as long as what is published has not changed, and otherwise made anew. How much is kept is bounded.

use super::{
    api::{self, kept_under},
    catalogue, entity_tags,
    errors::Failed,
    past,
    site::Site,
};
use app::{
    context::{PUBLIC, language_of},
    listing,
};
use axum::{
    body::{Body, Bytes, to_bytes},
    extract::{Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, Uri, header, request::Parts},
    middleware::Next,
    response::{IntoResponse, Redirect, Response},
};
use sha2::{Digest as _, Sha256};
use std::{
    collections::HashMap,
    fmt::Write as _,
    sync::{Arc, Mutex, PoisonError},
};

/// How long others may keep a page before they ask again; asking costs them nothing while it stays the same.
const FRESH: HeaderValue = HeaderValue::from_static("public, max-age=60, must-revalidate");
/// What is told of a page: by what answers differ.
const TOLD: [(HeaderName, HeaderValue); 1] = [(header::VARY, HeaderValue::from_static("accept-encoding"))];
/// What is told of an answer of the API.
const TOLD_OF_API: [(HeaderName, HeaderValue); 1] =
    [(header::VARY, HeaderValue::from_static("accept, accept-encoding, authorization"))];
/// The largest page that is looked at: the catalogue grows with every snapshot, by some fifty KB where nothing packs it.
const LARGEST: usize = GENERATION;
/// How many bytes each of the two generations may hold.
const GENERATION: usize = 32 * 1024 * 1024;
/// The highest number of a page that is kept; there are far fewer.
const MOST_PAGES: u16 = 9_999;
/// How a page is asked for that says it has no other day, whichever it was.
const ANOTHER_DAY: &str = "as_of=past";
/// What an entry costs besides its body and address.
const OVERHEAD: usize = 2_048;

/// A page as it was sent.
struct Page {
    /// What was published when it was made.
    version: String,
    tag: HeaderValue,
    headers: HeaderMap,
    body: Bytes,
}

/// Pages as they were sent, those that are asked for longest: whatever was not asked for during a whole generation goes.
#[derive(Default)]
pub(crate) struct Pages(Mutex<Generations>);

#[derive(Default)]
struct Generations {
    young: HashMap<String, Arc<Page>>,
    old: HashMap<String, Arc<Page>>,
    young_bytes: usize,
}

impl Pages {
    fn get(&self, key: &str) -> Option<Arc<Page>> {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(page) = kept.young.get(key) {
            return Some(page.clone());
        }
        let page = kept.old.remove(key)?;
        kept.put(key.to_owned(), page.clone());
        Some(page)
    }

    fn put(&self, key: String, page: Arc<Page>) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).put(key, page);
    }
}

impl Generations {
    fn put(&mut self, key: String, page: Arc<Page>) {
        let costs = |page: &Page| page.body.len() + key.len() + OVERHEAD;
        let bytes = costs(&page);
        // Another page under the same address takes its place, whatever the sizes of both.
        if let Some(replaced) = self.young.get(&key) {
            self.young_bytes -= costs(replaced);
            self.young.remove(&key);
        }
        if self.young_bytes + bytes > GENERATION {
            self.old = std::mem::take(&mut self.young);
            self.young_bytes = 0;
        }
        self.young_bytes += bytes;
        self.young.insert(key, page);
    }
}

/// To the newest published snapshot in the reader's language, or to the list while there is none; whoever asks for another day is told
/// there that there is none.
pub(crate) async fn newest(State(site): State<Site>, parts: Parts) -> Result<Redirect, Failed> {
    let listed = site.services.publications().listed().await?;
    let language = language_of(&parts);
    let snapshot = listed.newest().map(|newest| format!("/{}", newest.code)).unwrap_or_default();
    let day = past::asked(&parts.uri).map(|_| format!("?{ANOTHER_DAY}")).unwrap_or_default();
    Ok(Redirect::to(&format!("{PUBLIC}{}{snapshot}{day}", language.as_ref())))
}

/// A rendered document without what stands behind its end: a script that would find the places of islands again, with a
/// nonce of this one answer. Pages for everybody have no islands.
pub(crate) async fn plain(response: Response) -> Response {
    const END: &[u8] = b"</html>";
    let (mut parts, body) = response.into_parts();
    let Ok(body) = to_bytes(body, LARGEST).await else { return StatusCode::INTERNAL_SERVER_ERROR.into_response() };
    let end = body.windows(END.len()).rposition(|window| window == END);
    let body = end.map_or(body.clone(), |end| body.slice(..end + END.len()));
    parts.headers.remove(header::CONTENT_LENGTH);
    (parts, body).into_response()
}

/// Gives published pages as they were sent before.
pub(crate) async fn keep(State(site): State<Site>, mut request: Request, next: Next) -> Response {
    let is_read = matches!(*request.method(), Method::GET | Method::HEAD);
    let path = request.uri().path();
    let of_api = api::is_published(path, request.headers());
    if !is_read || !(of_api || path.starts_with(PUBLIC)) {
        return next.run(request).await;
    }
    let Ok(listed) = site.services.publications().listed().await else { return next.run(request).await };
    // One of three, so that what browsers say otherwise makes no other page.
    let encoding = encoding(request.headers());
    request.headers_mut().insert(header::ACCEPT_ENCODING, HeaderValue::from_static(encoding));
    let key = if of_api {
        // Each query is another answer; only the plain address is kept.
        let kind = kept_under(request.headers());
        let asked = canonical(request.uri()).filter(|_| request.uri().query().is_none());
        asked.map(|asked| format!("{encoding} {kind} {asked}"))
    } else {
        // Whatever else stands in the query makes no other page, and is not asked for.
        let asked = canonical(request.uri());
        if let Some(asked) = &asked {
            *request.uri_mut() = asked.clone();
        }
        asked.map(|asked| format!("{encoding} {asked}"))
    };
    let (known, method) = (known(request.headers()), request.method().clone());
    let kept = key.as_ref().and_then(|key| site.published.get(key)).filter(|page| page.version == listed.version);
    let page = if let Some(page) = kept {
        page
    } else {
        *request.method_mut() = Method::GET;
        let response = next.run(request).await;
        if response.status() != StatusCode::OK || response.headers().contains_key(header::SET_COOKIE) {
            return response;
        }
        let told: &[_] = if of_api { &TOLD_OF_API } else { &TOLD };
        let page = match page(response, &listed.version, told).await {
            Ok(page) => Arc::new(page),
            Err(answer) => return *answer,
        };
        if let Some(key) = key {
            site.published.put(key, page.clone());
        }
        page
    };
    answer(&page, known.as_deref(), &method)
}

/// A page of what was rendered.
async fn page(response: Response, version: &str, told: &[(HeaderName, HeaderValue)]) -> Result<Page, Box<Response>> {
    let (parts, body) = response.into_parts();
    let gone = |_| Box::new(StatusCode::INTERNAL_SERVER_ERROR.into_response());
    let body = to_bytes(body, LARGEST).await.map_err(gone)?;
    // What is published, and the very bytes: the same data in another language, encoding or release has another tag.
    let digest = Sha256::digest(&body).iter().take(12).fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    });
    let tag = format!("\"{}-{digest}\"", version.get(..12).unwrap_or(version));
    let tag = HeaderValue::try_from(tag).map_err(|_| Box::new(StatusCode::INTERNAL_SERVER_ERROR.into_response()))?;
    let mut headers = parts.headers;
    headers.insert(header::CACHE_CONTROL, FRESH);
    headers.insert(header::ETAG, tag.clone());
    for (name, value) in told {
        headers.insert(name.clone(), value.clone());
    }
    headers.insert(header::CONTENT_LENGTH, HeaderValue::from(body.len()));
    headers.remove(header::TRANSFER_ENCODING);
    Ok(Page { version: version.to_owned(), tag, headers, body })
}

fn answer(page: &Page, known: Option<&str>, method: &Method) -> Response {
    let tag = page.tag.to_str().unwrap_or_default();
    let is_known = known.is_some_and(|known| entity_tags::names(known, tag));
    let mut response = if is_known {
        StatusCode::NOT_MODIFIED.into_response()
    } else if *method == Method::HEAD {
        Response::new(Body::empty())
    } else {
        Response::new(Body::from(page.body.clone()))
    };
    *response.headers_mut() = page.headers.clone();
    if is_known {
        for name in [header::CONTENT_LENGTH, header::CONTENT_TYPE, header::CONTENT_ENCODING] {
            response.headers_mut().remove(name);
        }
    }
    response
}

/// The tags that a reader knows.
fn known(headers: &HeaderMap) -> Option<String> {
    let lines: Vec<&str> =
        headers.get_all(header::IF_NONE_MATCH).iter().filter_map(|line| line.to_str().ok()).collect();
    (!lines.is_empty()).then(|| lines.join(","))
}

/// The best encoding that a reader takes.
fn encoding(headers: &HeaderMap) -> &'static str {
    let lines = headers.get_all(header::ACCEPT_ENCODING).iter().filter_map(|line| line.to_str().ok());
    let takes: Vec<String> = lines
        .flat_map(|line| line.split(','))
        .filter_map(|one| {
            let (name, quality) = one.split_once(';').map_or((one, ""), |(name, quality)| (name, quality.trim()));
            let refused = quality.strip_prefix("q=").is_some_and(|quality| quality.trim().parse() == Ok(0.0_f32));
            (!refused).then(|| name.trim().to_ascii_lowercase())
        })
        .collect();
    ["br", "gzip"].into_iter().find(|name| takes.iter().any(|taken| taken == name)).unwrap_or("identity")
}

/// The one address of the page that is asked for: its path in plain characters, the number of the page, how its lists are narrowed
/// and sorted, and whether it is asked for another day, which the page says it does not have; without anything else that a query may
/// say. The catalogue is the whole of what is published: it has neither pages nor lists. None where the path is another spelling, or
/// the number cannot be read: that is answered, and not kept.
fn canonical(uri: &Uri) -> Option<Uri> {
    let is_plain = |segment: &str| {
        !segment.is_empty() && segment.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(&byte))
    };
    let path = uri.path().strip_prefix('/').filter(|path| path.split('/').all(is_plain))?;
    let day = past::asked(uri).map(|_| ANOTHER_DAY.to_owned());
    if [catalogue::TURTLE, catalogue::LINKED].contains(&uri.path()) {
        let mark = if day.is_some() { "?" } else { "" };
        return format!("/{path}{mark}{}", day.unwrap_or_default()).parse().ok();
    }
    let said = uri.query().unwrap_or_default();
    let mut asked = form_urlencoded::parse(said.as_bytes());
    let page = match asked.find(|(name, _)| name == "page") {
        Some((_, number)) => Some(number.parse::<u16>().ok().filter(|number| (1..=MOST_PAGES).contains(number))?),
        None => None,
    };
    let number = page.map(|number| format!("page={number}"));
    let lists = listing::known(said).into_iter().map(|(name, value)| format!("{name}={value}"));
    let query = number.into_iter().chain(lists).chain(day).collect::<Vec<_>>().join("&");
    let mark = if query.is_empty() { "" } else { "?" };
    format!("/{path}{mark}{query}").parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(bytes: usize) -> Arc<Page> {
        let (tag, headers) = (HeaderValue::from_static("\"a\""), HeaderMap::new());
        Arc::new(Page { version: "1".to_owned(), tag, headers, body: vec![0; bytes].into() })
    }

    #[test]
    fn what_is_kept_is_bounded_and_what_is_asked_for_stays() {
        let pages = Pages::default();
        pages.put("asked".to_owned(), page(1_000));
        for number in 0..200 {
            pages.put(format!("other {number}"), page(1024 * 1024));
            assert!(pages.get("asked").is_some(), "{number}");
        }
        let kept = pages.0.lock().expect("the pages");
        let bytes: usize = kept.young.values().chain(kept.old.values()).map(|page| page.body.len()).sum();
        assert!(bytes <= 2 * GENERATION, "{bytes}");
        assert!(kept.young_bytes <= GENERATION);
    }

    #[tokio::test]
    async fn a_catalogue_of_many_years_is_a_page_too() {
        let written = Response::new(Body::from(vec![b'x'; 24 * 1024 * 1024]));
        assert!(super::page(written, "1", &TOLD).await.is_ok_and(|page| page.body.len() == 24 * 1024 * 1024));
        let beyond = Response::new(Body::from(vec![b'x'; LARGEST + 1]));
        assert!(super::page(beyond, "1", &TOLD).await.is_err());
    }

    #[test]
    fn a_reader_gets_the_best_encoding_it_takes() {
        let of = |accepted: &'static str| {
            let mut headers = HeaderMap::new();
            headers.insert(header::ACCEPT_ENCODING, HeaderValue::from_static(accepted));
            encoding(&headers)
        };
        assert_eq!(of("gzip, deflate, br, zstd"), "br");
        assert_eq!(of("GZIP;q=0.5"), "gzip");
        assert_eq!(of("br;q=0, gzip"), "gzip");
        assert_eq!(of("br; q=0.0"), "identity");
        assert_eq!(of("*"), "identity");
        assert_eq!(encoding(&HeaderMap::new()), "identity");
    }

    #[test]
    fn a_page_that_takes_the_place_of_another_is_counted_once_and_by_its_own_size() {
        let pages = Pages::default();
        for bytes in [1_000, 500_000, 10, 200_000] {
            pages.put("one".to_owned(), page(bytes));
            let kept = pages.0.lock().expect("the pages");
            assert_eq!(kept.young_bytes, bytes + "one".len() + OVERHEAD);
        }
        // Many that grow in place never take more than was allowed.
        for number in 0..400 {
            pages.put(format!("page {}", number % 40), page(100_000 * (1 + number / 40)));
        }
        let kept = pages.0.lock().expect("the pages");
        let young: usize = kept.young.iter().map(|(key, page)| page.body.len() + key.len() + OVERHEAD).sum();
        assert_eq!(kept.young_bytes, young);
        assert!(young <= GENERATION);
    }

    #[test]
    fn a_page_has_one_address_whatever_else_the_query_says() {
        for (address, expected) in [
            ("/public/th/a", Some("/public/th/a")),
            ("/public/th/a?page=2", Some("/public/th/a?page=2")),
            ("/public/th/a?x=1", Some("/public/th/a")),
            ("/public/th/a?x=2&page=03&y", Some("/public/th/a?page=3")),
            ("/public/th/a?pag%65=2", Some("/public/th/a?page=2")),
            ("https://elsewhere.example/public/th/a?page=2", Some("/public/th/a?page=2")),
            ("/public/th/a?as_of=2026-10-01", Some("/public/th/a?as_of=past")),
            ("/public/th/a?asOf=x&page=2&x=1", Some("/public/th/a?page=2&as_of=past")),
            ("/public/th/a?as_of=", Some("/public/th/a")),
            ("/public/th/a?status=no_target", Some("/public/th/a?status=no_target")),
            ("/public/th/a?order=ascending&sort=name", Some("/public/th/a?sort=name&order=ascending")),
            (
                "/public/th/a?sort=on_time&page=2&status=at_risk",
                Some("/public/th/a?page=2&status=at_risk&sort=on_time"),
            ),
            ("/public/th/a?as_of=x&status=no_data", Some("/public/th/a?status=no_data&as_of=past")),
            ("/public/th/a?sort=size&order=up&status=%3Cscript%3E", Some("/public/th/a")),
            ("/public/catalogue.ttl?page=2&sort=name&status=no_data", Some("/public/catalogue.ttl")),
            ("/public/catalogue.jsonld?page=x", Some("/public/catalogue.jsonld")),
            ("/public/catalogue.ttl?asOf=2026-01-01&page=2", Some("/public/catalogue.ttl?as_of=past")),
            ("/public/th/a?page=0", None),
            ("/public/th/a?page=", None),
            ("/public/th/a?page=x", None),
            ("/public/th/a?page=99999", None),
            ("/public/th/%61", None),
            ("/public/th//a", None),
            ("/public/th/a/", None),
        ] {
            let found = canonical(&address.parse().expect("an address")).map(|uri| uri.to_string());
            assert_eq!(found.as_deref(), expected, "{address}");
        }
    }
}
