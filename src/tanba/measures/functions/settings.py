"""What the finders are told."""

from tanba.kernel import value


@value
class SocialSettings:
    """Settings of the measure `social-evaluation`; they say how the table of evaluations is read."""

    person: str = "person"
    """The column of `evaluations` that says who was evaluated."""
    moment: str = "moment"
    """The column of `evaluations` that says when."""
    label: str = ""
    """The column of `evaluations` with the class, tier or category a person was put into."""
    score: str = ""
    """The column of `evaluations` with the score; a row without one is no evaluation."""
    zone: str = "Asia/Almaty"
    """The time zone of moments that name none."""


@value
class BiometricSettings:
    """The measure `biometric-classes` needs no settings."""
