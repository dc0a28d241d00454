//! Mails as programs write them.

use super::*;

fn mail(text: &str) -> String {
    text.replace('\n', "\r\n")
}

#[test]
fn names_are_decoded_whatever_the_program() {
    for (header, name) in [
        ("filename=\"88-20315_C.pdf\"", "88-20315_C.pdf"),
        ("filename*=UTF-8''pi%C3%A8ce%2012.pdf", "pi\u{e8}ce 12.pdf"),
        ("filename*0*=UTF-8''tr%C3%A8s%20;\n filename*1*=long.step", "tr\u{e8}s long.step"),
        ("filename=\"=?UTF-8?B?cGnDqGNlLnBkZg==?=\"", "pi\u{e8}ce.pdf"),
        ("filename=\"=?iso-8859-1?Q?pi=E8ce_2.pdf?=\"", "pi\u{e8}ce 2.pdf"),
        ("filename=\"../../etc/passwd\"", "../../etc/passwd"),
    ] {
        let text = mail(&format!(
            "From: A <a@b.fr>\nSubject: RFQ\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=x\n\n--x\nContent-Type: text/plain\n\nBonjour\n--x\nContent-Type: application/octet-stream\nContent-Disposition: attachment;\n {header}\nContent-Transfer-Encoding: base64\n\nJVBERi0=\n--x--\n"
        ));
        let mail = read_mail(text.as_bytes()).unwrap();
        assert_eq!(mail.attachments.iter().map(|it| it.name.as_str()).collect::<Vec<_>>(), [name]);
        assert_eq!(mail.attachments[0].bytes.as_ref(), b"%PDF-");
        assert_eq!(mail.message.body.trim(), "Bonjour");
    }
}

#[test]
fn head_and_text_are_read() {
    let text = mail(
        "From: =?UTF-8?Q?Am=C3=A9lie_Roux?= <a.roux@client.fr>\nDate: Mon, 23 Nov 2026 23:30:00 -0500\nSubject: =?UTF-8?Q?Demande_de_prix_=E2=80=93?=\n =?UTF-8?Q?_bride?=\nContent-Type: text/plain; charset=iso-8859-1\nContent-Transfer-Encoding: quoted-printable\n\nQuantit=E9 : 25 pi=E8ces\n",
    );
    let message = read_mail(text.as_bytes()).unwrap().message;
    assert_eq!(message.subject.as_deref(), Some("Demande de prix \u{2013} bride"));
    assert_eq!((message.from_name.as_deref(), message.from_address.as_deref()), (Some("Am\u{e9}lie Roux"), Some("a.roux@client.fr")));
    assert_eq!(message.sent, Date::new(2026, 11, 23).ok());
    assert_eq!(message.body.trim(), "Quantit\u{e9} : 25 pi\u{e8}ces");
}

#[test]
fn logos_are_left_out_and_messages_stay_closed() {
    let text = mail(
        "From: a@b.fr\nSubject: TR: plans\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=x\n\n--x\nContent-Type: multipart/related; boundary=y\n\n--y\nContent-Type: text/html\n\n<table><tr><td>Plan</td><td>Qty</td></tr><tr><td>A-100</td><td>5</td></tr></table><img src=\"cid:logo@1\">\n--y\nContent-Type: image/png; name=logo.png\nContent-ID: <logo@1>\nContent-Disposition: inline; filename=logo.png\nContent-Transfer-Encoding: base64\n\niVBORw0KGgo=\n--y--\n--x\nContent-Type: image/png; name=plan.png\nContent-Transfer-Encoding: base64\n\niVBORw0KGgo=\n--x\nContent-Type: message/rfc822\n\nFrom: c@d.fr\nSubject: plans\nMIME-Version: 1.0\nContent-Type: application/pdf; name=\"in.pdf\"\n\n%PDF-\n--x\nContent-Type: text/plain; name=part.step\nContent-Disposition: attachment\n\nISO-10303-21;\n--x--\n",
    );
    let mail = read_mail(text.as_bytes()).unwrap();
    assert_eq!(mail.pictures, ["logo.png"]);
    let names: Vec<&str> = mail.attachments.iter().map(|it| it.name.as_str()).collect();
    assert_eq!(names, ["plan.png", "plans.eml", "part.step"]);
    assert!(mail.attachments[1].bytes.starts_with(b"From: c@d.fr") && mail.attachments[1].bytes.trim_ascii_end().ends_with(b"%PDF-"));
    assert_eq!(mail.message.body.trim(), "Plan\tQty\nA-100\t5");
}

#[test]
fn what_is_no_mail_is_an_error_or_empty_but_never_a_panic() {
    for bytes in [&b""[..], b"\0\0\0", b"From:", b"Content-Type: multipart/mixed; boundary=x\n\n--x\n--x\n--x--", b"\xff\xfe\n\n\n"] {
        if let Ok(mail) = read_mail(bytes) {
            assert!(mail.attachments.len() <= 3);
        }
    }
}
