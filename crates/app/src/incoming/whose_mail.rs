//! Whose word is a mail (sender policy)? One rule for every mail, by what leads to its question, who seems to have sent it, and
//! what the server that took it says of that.
//!
//! What anybody can write (a sender, a reference, a Message-ID they saw) is never enough: it never makes a mail the asker's
//! word.

use crate::Caller;
use domain::{Actor, Origin, SenderProof, Ticket};

/// Who acts when a mail is the asker's word.
pub(crate) fn asker_by_mail(ticket: &Ticket) -> Caller {
    Caller::new(Actor::Asker(ticket.id), Origin::Mail).saying(domain::Numbers::Explained)
}

/// How a mail leads to its question.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Led {
    /// By an address that only the desk can make.
    ReplyAddress,
    /// By the Message-ID of a letter, which only who got that letter knows.
    Thread,
    /// By the number of the question, which anybody can guess.
    Reference,
}

/// Who seems to have sent it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Writer {
    /// Who asked.
    Asker,
    /// Somebody with an address of the same organisation.
    Colleague,
    /// Somebody of the desk.
    Desk,
    /// Somebody else.
    Stranger,
}

/// What becomes of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Worth {
    /// It is the asker's word.
    Askers,
    /// It waits with the question until somebody of the desk decides, for this reason.
    Held(&'static str),
    /// It waits with the mail of which nobody knows where it belongs, for this reason.
    Unsorted(&'static str),
}

/// What a mail is worth.
pub(crate) fn worth(led: Led, writer: Writer, proof: SenderProof) -> Worth {
    match (led, writer, proof) {
        (Led::ReplyAddress, Writer::Asker, SenderProof::Passed | SenderProof::Unknown)
        | (Led::Thread | Led::Reference, Writer::Asker, SenderProof::Passed) => Worth::Askers,
        (Led::Reference, Writer::Colleague, SenderProof::Passed) => Worth::Held(COLLEAGUE),
        (Led::Reference, ..) => Worth::Unsorted("De e-mail noemt een vraag, maar dat kan iedereen doen."),
        (Led::ReplyAddress | Led::Thread, _, SenderProof::Failed) => {
            Worth::Held("De mailserver zegt dat de afzender niet klopt.")
        }
        (Led::Thread, Writer::Asker, SenderProof::Unknown) => {
            Worth::Held("De mailserver kon de afzender niet controleren.")
        }
        (_, Writer::Colleague, _) => Worth::Held(COLLEAGUE),
        (_, Writer::Desk, _) => Worth::Held("De e-mail komt van iemand van het loket."),
        (_, Writer::Stranger, _) => Worth::Held("De e-mail komt van een ander adres dan dat van de vraagsteller."),
    }
}

const COLLEAGUE: &str = "De e-mail komt van een collega van de vraagsteller.";

#[cfg(test)]
mod tests {
    use super::*;

    const LED: [Led; 3] = [Led::ReplyAddress, Led::Thread, Led::Reference];
    const WRITERS: [Writer; 4] = [Writer::Asker, Writer::Colleague, Writer::Desk, Writer::Stranger];

    #[test]
    fn what_anybody_can_write_is_never_the_askers_word() {
        for led in LED {
            for writer in WRITERS {
                for proof in SenderProof::ALL {
                    let is_askers = worth(led, writer, proof) == Worth::Askers;
                    // A sender who is not proven counts only with an address that nobody can make.
                    let may = writer == Writer::Asker
                        && (proof == SenderProof::Passed || (led, proof) == (Led::ReplyAddress, SenderProof::Unknown));
                    assert_eq!(is_askers, may, "{led:?} {writer:?} {proof:?}");
                }
            }
        }
    }

    #[test]
    fn a_guessed_number_brings_nothing_of_a_stranger_to_a_question() {
        for writer in [Writer::Stranger, Writer::Desk, Writer::Asker, Writer::Colleague] {
            for proof in [SenderProof::Failed, SenderProof::Unknown] {
                assert!(matches!(worth(Led::Reference, writer, proof), Worth::Unsorted(_)), "{writer:?} {proof:?}");
            }
        }
        assert!(matches!(worth(Led::Reference, Writer::Stranger, SenderProof::Passed), Worth::Unsorted(_)));
    }
}
