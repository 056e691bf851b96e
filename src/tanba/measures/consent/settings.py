"""What the measure of emotions and consent is told: columns, purposes, the time zone."""

from typing import Literal

from tanba.kernel import value


@value
class ConsentSettings:
    """Settings of the measure `emotions`; all columns may keep their names when the tables use these."""

    purposes: tuple[str, ...] = ()
    """Names under which consent records put emotion determination; a consent for another purpose is none."""
    person: str = "person"
    """The column of `outputs` that says who was read."""
    moment: str = "moment"
    """The column of `outputs` that says when."""
    emotion: str = ""
    """The column of `outputs` with the emotion; a row without one is no reading. Empty: every row counts."""
    purpose: str = ""
    """The column of `outputs` with the purpose of each reading; consent must be for that very one."""
    consent_person: str = "person"
    """The column of `consents` that says who consents."""
    consent_purpose: str = "purpose"
    """The column of `consents` with the purpose."""
    consent_from: str = "from"
    """The column of `consents` with the first moment, or day, of consent."""
    consent_until: str = "until"
    """The column of `consents` with the moment, or day, it ends; empty: until it is withdrawn."""
    consent_withdrawn: str = "withdrawn"
    """The column of `consents` with the moment, or day, of withdrawal; empty: not withdrawn."""
    consent_controller: str = "controller"
    """The column of `consents` with the controller (operator) it was given to."""
    consent_processing: str = "processing"
    """The column of `consents` with what may be done, parted by commas."""
    controller: str = ""
    """Only consent given to this controller counts. Empty: whoever it was given to."""
    processing: tuple[str, ...] = ()
    """Only consent to one of these ways of processing counts. Empty: whatever it names."""
    last_day: Literal["out", "in"] = "out"
    """Whether the day that `until` names is the first day out or the last day in."""
    zone: str = "Asia/Almaty"
    """The time zone of moments that name none."""

    def columns(self) -> dict[str, str]:
        """Return the columns of `consents` by what they mean."""
        return {
            "person": self.consent_person,
            "purpose": self.consent_purpose,
            "from": self.consent_from,
            "until": self.consent_until,
            "withdrawn": self.consent_withdrawn,
            "controller": self.consent_controller,
            "processing": self.consent_processing,
        }
