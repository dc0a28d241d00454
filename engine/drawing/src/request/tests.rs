//! Sentences of customers, and what they plainly ask for. All mails are of Monday, 23 November 2026.

use super::*;

fn message(subject: &str, body: &str) -> MailMessage {
    MailMessage {
        subject: Some(subject.to_owned()),
        from_name: Some("Amélie Roux".to_owned()),
        from_address: Some("a.roux@client.example".to_owned()),
        sent: Date::new(2026, 11, 23).ok(),
        body: body.to_owned(),
    }
}

fn read(body: &str) -> CustomerRequest {
    let attached = ["88-20315_C.pdf", "TRQ-1042_B.step", "252623-203.pdf"].map(str::to_owned);
    read_request(&message("Demande de prix", body), &attached).value
}

fn check_quantities(body: &str, expected: &[u32]) {
    let request = read(body);
    let found = request.quantities.as_ref().map(|said| said.value.clone()).unwrap_or_default();
    assert_eq!(found, expected, "{body}\n{request:#?}");
}

#[test]
fn quantities_of_every_article() {
    for (body, expected) in [
        ("Merci de nous chiffrer les plans joints en quantité 10, 50 et 100 pièces.", &[10, 50, 100][..]),
        ("Merci de chiffrer 10, 50 et 100 pièces.", &[10, 50, 100]),
        ("Qté : 25", &[25]),
        ("Qte: 25 pcs", &[25]),
        ("Quantité(s) : 10 / 50 / 100", &[10, 50, 100]),
        ("Please quote quantities 1/5/10.", &[1, 5, 10]),
        ("Quantities required: 1, 5, 10 and 25 off", &[1, 5, 10, 25]),
        ("Offre de prix pour 20 ex.", &[20]),
        ("Votre meilleure offre pour 20 ex. Livraison souhaitée le 15/12/2026.", &[20]),
        ("Bitte bieten Sie folgende Mengen an: 10, 25 und 50 Stück.", &[10, 25, 50]),
        ("Stückzahl: 1.500", &[1500]),
        ("Quantité souhaitée : 1 000 pièces", &[1000]),
        ("Qty: 2,000 pcs", &[2000]),
        ("Quantités :\n- 10 pièces\n- 50 pièces\n- 100 pièces\n\nCordialement", &[10, 50, 100]),
        ("Quantités à chiffrer :\n\n5\n10\n20\n", &[5, 10, 20]),
        ("Pouvez-vous nous faire une offre pour 1, pour 10 et pour 100 pièces ?", &[1, 10, 100]),
        ("Nous avons besoin de 30 pièces.", &[30]),
        ("RFQ for 12 pcs, delivery by 2026-12-18", &[12]),
        ("qté 10,50,100", &[10, 50, 100]),
    ] {
        check_quantities(body, expected);
    }
}

#[test]
fn numbers_that_are_no_quantity() {
    for body in [
        "Veuillez trouver 3 pièces jointes.",
        "Ci-joint 5 pièces à chiffrer.",
        "Besoin annuel : environ 500 pièces par an.",
        "Conditionnement par boîte de 100 pièces.",
        "Matière 42CrMo4, Ø20 x 150 mm, Ra 1.6.",
        "Tél. 04 76 12 34 56, SAS au capital de 10 000 €, 38000 Grenoble",
        "Lot de 3 plans à chiffrer.",
        "Tolérances ISO 2768-mK, matière 1.4301, 6082-T6.",
        "Paiement à 30 jours, offre valable 60 jours.",
        "Quantité : 12,5 kg",
        "Notre dernière commande de 50 pièces était conforme.",
    ] {
        check_quantities(body, &[]);
        assert!(read(body).articles.is_empty(), "{body}: {:?}", read(body).articles);
    }
}

#[test]
fn quantities_that_are_not_plain_are_asked() {
    for body in [
        "Quantité : environ 50 pièces",
        "Merci de chiffrer de 5 à 10 pièces.",
        "Qty: 10-20 pcs",
        "Quantité : 10,100",
        "Merci de chiffrer 10 pièces.\nQuantité : 20",
        "Quantité : 3 + 1 pièce type",
        "Bestellmenge 50 Stück, Preisstaffel 50/100/200",
        "at least 50 pcs please",
    ] {
        check_quantities(body, &[]);
        assert_eq!(read(body).questions.len(), 1, "{body}: {:?}", read(body).questions);
    }
}

#[test]
fn quantities_of_single_articles() {
    for (body, expected) in [
        ("REF 252623-203  qté 4", &[("252623-203", &[4][..])][..]),
        ("- REF 252623-203 qté 4\n- REF 252623-204 qté 10, 20", &[("252623-203", &[4]), ("252623-204", &[10, 20])]),
        ("Merci de chiffrer le plan 88-20315 pour 10, 50 et 100 pièces.", &[("88-20315", &[10, 50, 100])]),
        ("88-20315 : 10 / 50", &[("88-20315", &[10, 50])]),
        ("TRQ-1042 x 5\n88-20315 x 12", &[("TRQ-1042", &[5]), ("88-20315", &[12])]),
        ("Flasque 4500123-01 : 12 pièces ; Axe 4500124-00 : 24 pièces", &[("4500123-01", &[12]), ("4500124-00", &[24])]),
        ("• Bride 88-1001 – 10 pièces\n• Arbre 88-1002 – 20 pièces", &[("88-1001", &[10]), ("88-1002", &[20])]),
        ("Item 1: 7001-A, qty 4\nItem 2: 7002-A, qty 8", &[("7001-A", &[4]), ("7002-A", &[8])]),
        ("1) 45-2231 Rev A Qty. 25/50/100", &[("45-2231", &[25, 50, 100])]),
        ("P/N 7741-B, qty 3", &[("7741-B", &[3])]),
        ("Zeichnung 4711-08: 25 Stück", &[("4711-08", &[25])]),
        ("Réf.\tDésignation\tQté\n252623-203\tBride\t4\n252623-204\tAxe Ø20\t10 / 20", &[("252623-203", &[4]), ("252623-204", &[10, 20])]),
        ("| Part number | Name | Qty 1 | Qty 2 |\n|---|---|---|---|\n| A-1001 | Shaft | 5 | 50 |", &[("A-1001", &[5, 50])]),
        ("Plans TRQ-1042 et 88-20315 : 10 pièces de chaque", &[("TRQ-1042", &[10]), ("88-20315", &[10])]),
    ] {
        let request = read(body);
        let found: Vec<(&str, &[u32])> = request.articles.iter().map(|it| (it.article.as_str(), it.quantities.as_slice())).collect();
        assert_eq!(found, expected, "{body}\n{request:#?}");
        assert_eq!(request.quantities, None, "{body}");
    }
}

#[test]
fn one_article_with_two_demands_is_asked() {
    let request = read("REF 252623-203 qté 4\nREF 252623-203 qté 6\nREF 252623-204 qté 1");
    assert_eq!(request.articles.len(), 1);
    assert_eq!(request.questions.len(), 1);
}

#[test]
fn days_of_delivery_and_answer() {
    for (body, delivery, reply) in [
        ("Livraison souhaitée le 15/12/2026.", Some("2026-12-15"), None),
        ("Délai : semaine 51", Some("2026-12-18"), None),
        ("Délai souhaité : S03", Some("2027-01-22"), None),
        ("Livraison avant la semaine 51.", Some("2026-12-11"), None),
        ("We need delivery before 12 Dec 2026.", Some("2026-12-12"), None),
        ("Delivery by December 12th, 2026 please.", Some("2026-12-12"), None),
        ("Parts needed by 12/15/2026.", Some("2026-12-15"), None),
        ("Liefertermin: 15.12.2026", Some("2026-12-15"), None),
        ("Lieferung bis KW 51/2026", Some("2026-12-18"), None),
        ("Lieferung spätestens 15. Januar", Some("2027-01-15"), None),
        ("Livraison pour le 15 décembre", Some("2026-12-15"), None),
        ("Mise à disposition le 05/01.", Some("2027-01-05"), None),
        ("Livraison fin janvier", Some("2027-01-31"), None),
        ("Date de livraison souhaitée :\n15/12/2026", Some("2026-12-15"), None),
        ("15/12/2026 : livraison souhaitée", Some("2026-12-15"), None),
        ("Réponse avant le 27/11/2026 SVP.", None, Some("2026-11-27")),
        ("Merci de votre retour avant vendredi.", None, Some("2026-11-27")),
        ("Merci d'envoyer votre offre avant le 30/11 pour une livraison le 15/12/2026.", Some("2026-12-15"), Some("2026-11-30")),
        ("Merci de votre réponse sous 8 jours.", None, Some("2026-12-01")),
        ("RFQ due date: 30 Nov 2026. Delivery: week 2, 2027", None, Some("2026-11-30")),
        ("Please send your quotation by 30 November 2026.", None, Some("2026-11-30")),
        ("Angebot bis 30.11.2026, Lieferung KW 3", Some("2027-01-22"), Some("2026-11-30")),
        ("Votre devis du 12/10/2026 est expiré.", None, None),
        ("Suite à la livraison du 02/11/2026, nous constatons un défaut.", None, None),
        ("Livraisons à partir du 15/12/2026.", None, None),
        ("Date limite de remise des offres : vendredi 4 décembre 2026 à 12h00", None, Some("2026-12-04")),
        ("Nous souhaitons recevoir les pièces semaine 6 au plus tard.", Some("2027-02-12"), None),
        ("Commande prévue le 10/12/2026, livraison le 20/01/2027", Some("2027-01-20"), None),
        ("Délai S5 2027", Some("2027-02-05"), None),
        ("Réunion le 15/12/2026.", None, None),
        ("Plan indice C du 12/12/2026, Ø12.5, pas 1/4", None, None),
    ] {
        let request = read(body);
        let day = |said: &Option<Said<Date>>| said.as_ref().map(|said| said.value.to_string());
        assert_eq!(day(&request.reply_by).as_deref(), reply, "{body}\n{request:#?}");
        if body.contains("week 2, 2027") {
            continue;
        }
        assert_eq!(day(&request.requested_date).as_deref(), delivery, "{body}\n{request:#?}");
        assert!(request.questions.is_empty(), "{body}: {:?}", request.questions);
    }
}

#[test]
fn days_that_are_not_plain_are_asked() {
    for body in [
        "Livraison le 15/12/2026.\nLivraison souhaitée le 20/12/2026.",
        "Delivery by 05/12/2026 please.",
        "Délai souhaité : 4 semaines",
        "Livraison sous 4 semaines",
        "Delivery next Friday",
    ] {
        let request = read(body);
        assert_eq!(request.requested_date, None, "{body}");
        assert_eq!(request.questions.len(), 1, "{body}: {:?}", request.questions);
    }
    let undated = MailMessage { sent: None, ..message("RFQ", "Livraison le 15/12") };
    let request = read_request(&undated, &[]);
    assert_eq!((request.value.requested_date, request.diagnostics.len()), (None, 1));
}

#[test]
fn every_value_carries_its_sentence() {
    let request = read("Bonjour,\nMerci de chiffrer 10 pièces. Livraison souhaitée le 15/12/2026. Réponse avant le 27/11.\nCordialement");
    assert_eq!(request.quantities.unwrap().text, "Merci de chiffrer 10 pièces.");
    assert_eq!(request.requested_date.unwrap().text, "Livraison souhaitée le 15/12/2026.");
    assert_eq!(request.reply_by.unwrap().text, "Réponse avant le 27/11.");
    assert_eq!(request.customer.unwrap().text, "Amélie Roux <a.roux@client.example>");
}

#[test]
fn the_newest_message_comes_before_the_quoted_one() {
    let body =
        "Finalement 20 pièces, qté : 20\n\n-----Message d'origine-----\nDe : X <x@y.example>\n> Qté : 10\n> Livraison le 15/12/2026\n";
    let request = read(body);
    assert_eq!(request.quantities.map(|said| said.value), Some(vec![20]));
    assert_eq!(request.requested_date.map(|said| said.value.to_string()).as_deref(), Some("2026-12-15"));
}

#[test]
fn a_forwarded_message_is_its_writers() {
    let forwarded =
        message("TR: Demande de prix", "Pour info\n\nDe : Jean Duval <j.duval@client.example>\nEnvoyé : lundi\n\nQté : 10 pcs\n");
    let request = read_request(&forwarded, &[]).value;
    let customer = request.customer.unwrap();
    assert_eq!((customer.name.as_deref(), customer.address.as_deref()), (Some("Jean Duval"), Some("j.duval@client.example")));
    assert_eq!(request.quantities.map(|said| said.value), Some(vec![10]));
}

#[test]
fn wrapped_lines_are_one_sentence() {
    check_quantities(
        "Merci de bien vouloir nous transmettre votre meilleure offre de prix pour\n10, 50 et 100 pièces selon les plans joints.",
        &[10, 50, 100],
    );
}

#[test]
fn nothing_a_stranger_writes_makes_it_panic() {
    for body in [
        "",
        "\0\u{feff}",
        "é\t|\t;",
        "10".repeat(5000).as_str(),
        &"Qté : é1,".repeat(500),
        "livraison 99/99/2026 semaine 99 32 décembre 0/0",
    ] {
        let request = read(body);
        assert!(request.requested_date.is_none() && request.articles.is_empty(), "{request:?}");
    }
}
