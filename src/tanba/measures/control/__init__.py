"""Human control: what people saw and changed, and how soon the stop works."""
