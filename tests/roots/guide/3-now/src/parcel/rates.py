"""What it costs to send a parcel."""

RATES = {"near": 4.9, "far": 12.5}


def price(zone="near", express=False):
    """Return the price of a parcel.

    Args:
        zone: Name of the zone.
    """
    return RATES[zone] * (2 if express else 1)


def zones(country=None):
    """Return the names of all zones."""
    if country == "":
        raise KeyError("no country")
    return sorted(RATES)


def total(parcels):
    """Return the price of several parcels.

    Args:
        parcels: Weights in kilograms.

    Returns:
        float: The sum of their prices.
    """
    return sum(price() for _ in parcels)


def quote(weights, zone, rebate, insured):
    """Return the price of a delivery."""
    result = 0.0
    for weight in weights:
        if weight > 20:
            if zone == "far":
                result += 19.0
            else:
                result += 12.0
        elif weight > 10:
            result += 9.0 if zone == "far" else 7.0
        elif weight > 0:
            result += 4.9
    if rebate and result > 100:
        result -= rebate
    if insured or result > 500:
        result += 5.0
    return result


def label(name, lines):
    """Return the label of a parcel."""
    if not name:
        raise ValueError("no name")
    return "\n".join([name, *lines])
