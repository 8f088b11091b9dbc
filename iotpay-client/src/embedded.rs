//! The embedded card form as HTML.
//!
//! [`EmbeddedForm`] writes the HTML elements that show IOTPay's card form on a page of the merchant's site.

use std::fmt::{self, Write as _};

use crate::outgoing::{JsonObjectWriter, ZeroizingString};
use crate::signing::FieldValue;
use crate::value::ValueError;

/// The maximum length of a secure id. The vendor's SDKs use 64 characters; the limit is undocumented.
const MAX_SECURE_ID: usize = 128;

/// The purpose of the card form.
///
/// ```
/// use iotpay_client::embedded::{EmbeddedForm, FormMode};
///
/// /// Returns the form for a secure id of `cc_addcard`.
/// fn add_card(secure_id: &str) -> Result<String, iotpay_client::value::ValueError> {
///     Ok(EmbeddedForm::new(secure_id, FormMode::Add)?.html())
/// }
/// # assert!(add_card("cf383bf9").is_ok());
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FormMode {
    /// The customer adds a card; the secure id is from `cc_addcard`.
    Add,
    /// The customer pays; the secure id is from `cc_purchase`.
    Pay,
}

/// The style of the form's button. The vendor's script receives the text values unescaped: never use text from
/// customers.
///
/// ```
/// use iotpay_client::embedded::{EmbeddedForm, FormButton, FormMode};
///
/// # fn main() -> Result<(), iotpay_client::value::ValueError> {
/// let button = FormButton { text: Some("Pay now"), background_color: Some("#0a7"), ..FormButton::default() };
/// let form = EmbeddedForm::new("cf383bf97a7288f4", FormMode::Pay)?.button(button);
/// # assert!(form.html().contains("Pay now"));
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct FormButton<'a> {
    /// The text.
    pub text: Option<&'a str>,
    /// The color of the text, as in CSS.
    pub color: Option<&'a str>,
    /// The color of the background, as in CSS.
    pub background_color: Option<&'a str>,
    /// The image of the background, as in CSS.
    pub background_image: Option<&'a str>,
    /// The shadow, as in CSS.
    pub box_shadow: Option<&'a str>,
    /// The height, as in CSS.
    pub height: Option<&'a str>,
}

/// The card form embedded in the merchant's page: a container element, the vendor's script, and the code that
/// mounts the form. Card data goes from the customer's browser directly to IOTPay and never reaches the merchant's
/// server.
///
/// The callback does not prove a payment: query the order, or wait for the notification. HTML and script follow the
/// vendor page [Embedded Integration](https://develop.iotpay.ca/guide/creditCard/v3/embedded.html); options and
/// callback follow the README of the vendor's PHP SDK of 2021.
///
/// ```
/// use iotpay_client::embedded::{EmbeddedForm, FormMode};
///
/// # fn main() -> Result<(), iotpay_client::value::ValueError> {
/// # let secure_id = "cf383bf97a7288f4a4f6a2741ec56df51a1cacb48a90b77f6b9198d928fc84f2";
/// // The secure id is `ret_data.secure_id` of a response to `cc_purchase` or `cc_addcard`.
/// let form = EmbeddedForm::new(secure_id, FormMode::Pay)?.dark_mode(true).callback("shop.cardIsDone")?;
/// let page = format!("<h1>Pay</h1>{}", form.html());
/// # assert!(page.contains("iotpaycc.js"));
/// # Ok(())
/// # }
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct EmbeddedForm<'a> {
    secure_id: ZeroizingString,
    mode: FormMode,
    dark_mode: Option<bool>,
    card_theme: bool,
    button: Option<FormButton<'a>>,
    callback: Option<&'a str>,
    nonce: Option<&'a str>,
}

impl<'a> EmbeddedForm<'a> {
    /// The URL of the vendor's script. According to the page [Embedded
    /// Integration](https://develop.iotpay.ca/guide/creditCard/v3/embedded.html), it must not be loaded from
    /// anywhere else. A content security policy must allow it.
    pub const SCRIPT: &'static str = "https://ccapi.iotpaycloud.com/cc/iotpaycc.js";

    /// Creates a form for a secure id. According to the vendor's SDKs, an id is valid for one hour.
    ///
    /// # Errors
    ///
    /// Returns [`ValueError::NotASecureId`] if the id is not 1 to 128 ASCII letters and digits.
    pub fn new(secure_id: &str, mode: FormMode) -> Result<Self, ValueError> {
        let has_length = (1..=MAX_SECURE_ID).contains(&secure_id.len());
        if !has_length || !secure_id.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
            return Err(ValueError::NotASecureId);
        }
        let secure_id = secure_id.into();
        Ok(Self { secure_id, mode, dark_mode: None, card_theme: false, button: None, callback: None, nonce: None })
    }

    /// Sets whether the form uses a dark theme.
    #[must_use]
    pub fn dark_mode(mut self, is_dark: bool) -> Self {
        self.dark_mode = Some(is_dark);
        self
    }

    /// Uses the vendor's theme `card`.
    #[must_use]
    pub fn card_theme(mut self) -> Self {
        self.card_theme = true;
        self
    }

    /// Sets the style of the button.
    #[must_use]
    pub fn button(mut self, button: FormButton<'a>) -> Self {
        self.button = Some(button);
        self
    }

    /// Sets the function of the merchant's page that the form calls when it is done, such as `shop.cardIsDone`. The
    /// page can define the function after the form. The function receives an `event` with `event.result` (SUCCESS or
    /// FAIL), `event.message` and `event.detail`. The detail is the response of the API; its `retData.redirectUrl` may
    /// be the URL of the next page. By default, no function is called.
    ///
    /// # Errors
    ///
    /// Returns [`ValueError::NotAFunctionName`] if the name does not consist of ASCII JavaScript names, joined by
    /// dots.
    pub fn callback(mut self, function: &'a str) -> Result<Self, ValueError> {
        if !is_function_name(function) {
            return Err(ValueError::NotAFunctionName);
        }
        self.callback = Some(function);
        Ok(self)
    }

    /// Sets the nonce of the scripts for a content security policy.
    ///
    /// # Errors
    ///
    /// Returns [`ValueError::NotANonce`] if the nonce is not valid in a policy.
    pub fn nonce(mut self, nonce: &'a str) -> Result<Self, ValueError> {
        let is_part = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'-' | b'_');
        let part = nonce.strip_suffix("==").or_else(|| nonce.strip_suffix('=')).unwrap_or(nonce);
        if part.is_empty() || !part.bytes().all(is_part) {
            return Err(ValueError::NotANonce);
        }
        self.nonce = Some(nonce);
        Ok(self)
    }

    /// Returns the HTML for the body of the page. Use the HTML only once per page. It contains the secure id: send it
    /// only to this customer.
    pub fn html(&self) -> String {
        let nonce = self.nonce.map(|nonce| format!(" nonce=\"{nonce}\"")).unwrap_or_default();
        let mode = match self.mode {
            FormMode::Add => "Add",
            FormMode::Pay => "Pay",
        };
        let call = self.callback.map(|function| format!(" {function}(event); ")).unwrap_or_default();
        format!(
            "<div id=\"iotpay_normal\"></div>\n<script src=\"{}\"{nonce}></script>\n<script{nonce}>\n\
             Iotpay(\"{}\", \"{mode}\", {}).mount(\"#iotpay_normal\", function (event) {{{call}}});\n</script>\n",
            Self::SCRIPT,
            self.secure_id.as_str(),
            self.options(),
        )
    }

    /// Returns the options as JavaScript that is safe inside HTML.
    fn options(&self) -> String {
        let mut options = JsonObjectWriter::new();
        if let Some(is_dark) = self.dark_mode {
            options.raw_member("darkMode", if is_dark { "true" } else { "false" });
        }
        if self.card_theme {
            options.member("theme", FieldValue::Text("card"));
        }
        if let Some(button) = self.button {
            let mut looks = JsonObjectWriter::new();
            for (name, text) in [
                ("text", button.text),
                ("color", button.color),
                ("backgroundColor", button.background_color),
                ("backgroundImage", button.background_image),
                ("boxShadow", button.box_shadow),
                ("height", button.height),
            ] {
                if let Some(text) = text {
                    looks.member(name, FieldValue::Text(text));
                }
            }
            options.raw_member("button", &looks.finish());
        }
        escape_for_html(&options.finish())
    }
}

/// Hides the secure id: anyone who has it can open the form.
impl fmt::Debug for EmbeddedForm<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EmbeddedForm").field("mode", &self.mode).finish_non_exhaustive()
    }
}

/// Escapes JSON for JavaScript inside HTML. These characters occur only inside JSON strings, so each can be replaced by
/// its escape sequence. The line separators end a line in older browsers.
fn escape_for_html(json: &str) -> String {
    let mut text = String::with_capacity(json.len());
    for character in json.chars() {
        match character {
            '<' | '>' | '&' | '\'' | '\u{7f}'..='\u{9f}' | '\u{2028}' | '\u{2029}' => {
                // Writing to a string cannot fail.
                let _ = write!(text, "\\u{:04X}", u32::from(character));
            }
            other => text.push(other),
        }
    }
    text
}

/// Returns `true` for JavaScript names joined by dots.
fn is_function_name(text: &str) -> bool {
    let is_name = |part: &str| {
        let is_in_name = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'$');
        part.bytes().all(is_in_name) && part.bytes().next().is_some_and(|first| !first.is_ascii_digit())
    };
    let mut parts = text.split('.');
    // After a dot, reserved words are valid names.
    parts.next().is_some_and(|first| is_name(first) && RESERVED.split(' ').all(|word| word != first))
        && parts.all(is_name)
}

/// Reserved words of JavaScript.
const RESERVED: &str = "arguments await break case catch class const continue debugger default delete do else enum \
    eval export extends false finally for function if implements import in instanceof interface let new null package \
    private protected public return static super switch this throw true try typeof var void while with yield";

#[cfg(test)]
mod tests {
    use super::*;

    const ID: &str = "cf383bf97a7288f4a4f6a2741ec56df51a1cacb48a90b77f6b9198d928fc84f2";

    fn form() -> EmbeddedForm<'static> {
        EmbeddedForm::new(ID, FormMode::Pay).unwrap()
    }

    fn with_text(text: &str) -> String {
        form().button(FormButton { text: Some(text), ..FormButton::default() }).html()
    }

    #[test]
    fn writes_the_form_without_options() {
        let expected = "<div id=\"iotpay_normal\"></div>\n\
             <script src=\"https://ccapi.iotpaycloud.com/cc/iotpaycc.js\"></script>\n\
             <script>\n\
             Iotpay(\"ID\", \"Add\", {}).mount(\"#iotpay_normal\", function (event) {});\n\
             </script>\n";
        assert_eq!(EmbeddedForm::new("ID", FormMode::Add).unwrap().html(), expected);
    }

    #[test]
    fn writes_the_form_with_all_options() {
        let button = FormButton {
            text: Some("Pay"),
            color: Some("#fff"),
            background_color: Some("black"),
            background_image: Some("none"),
            box_shadow: Some("0 0 1px"),
            height: Some("40px"),
        };
        let form = form().dark_mode(false).card_theme().button(button).callback("shop.$done").unwrap();
        let html = form.nonce("r4nd-_+/om==").unwrap().html();
        assert_eq!(html.matches(" nonce=\"r4nd-_+/om==\">").count(), 2);
        assert!(html.contains("function (event) { shop.$done(event); });"), "{html}");
        assert!(
            html.contains(
                "\"Pay\", {\"darkMode\":false,\"theme\":\"card\",\"button\":{\"text\":\"Pay\",\"color\":\"#fff\",\
                 \"backgroundColor\":\"black\",\"backgroundImage\":\"none\",\"boxShadow\":\"0 0 1px\",\
                 \"height\":\"40px\"}})"
            ),
            "{html}"
        );
    }

    #[test]
    fn escapes_hostile_text() {
        let hostile = "</script><!--<script>&amp;'\"\\\u{2028}\u{2029}\u{85}\u{0}\r\n`${alert(1)}\\u003c茶😀]]>";
        let html = with_text(hostile);
        let plain = with_text("");
        for text in ["<", ">", "</script"] {
            assert_eq!(html.matches(text).count(), plain.matches(text).count(), "{text} in {html}");
        }
        assert!(!html.contains(['&', '\'', '\u{2028}', '\u{2029}', '\u{85}', '\0', '\r']), "{html}");
        assert_eq!(html.lines().count(), plain.lines().count());
        // The part between the braces is still JSON, and decodes to the original text.
        let json = &html[html.find(", {").unwrap() + 2..html.find(").mount").unwrap()];
        let read: serde_json::Value = serde_json::from_str(json).unwrap();
        assert_eq!(read["button"]["text"], hostile);
    }

    #[test]
    fn rejects_invalid_secure_ids() {
        assert!(EmbeddedForm::new(&"a".repeat(128), FormMode::Pay).is_ok());
        for id in ["", "\"", "a b", "a\"+alert(1)+\"", "</script>", "a\n", "é", "a-b", &"a".repeat(129)] {
            assert_eq!(EmbeddedForm::new(id, FormMode::Pay).unwrap_err(), ValueError::NotASecureId, "{id}");
        }
        assert!(!format!("{:?} {}", form(), ValueError::NotASecureId).contains(&ID[..8]));
    }

    #[test]
    fn rejects_invalid_callback_names() {
        for name in ["done", "shop.done", "_a.$b.c1", "window.shop.new", "\u{24}"] {
            assert!(form().callback(name).is_ok(), "{name}");
        }
        for name in [
            "",
            ".",
            "a.",
            ".a",
            "a..b",
            "1a",
            "a.1",
            "a-b",
            "a b",
            "a()",
            "a;b",
            "a[0]",
            "if",
            "this",
            "été",
            "a\n",
            "</script>",
        ] {
            assert_eq!(form().callback(name).unwrap_err(), ValueError::NotAFunctionName, "{name}");
        }
    }

    #[test]
    fn rejects_invalid_nonces() {
        for nonce in ["", "=", "==", "a===", "a=b", "a\"", "a b", "a>", "é"] {
            assert_eq!(form().nonce(nonce).unwrap_err(), ValueError::NotANonce, "{nonce}");
        }
    }
}
