"""What it costs to send a parcel."""

RATES = {"near": 4.9, "far": 12.5}


def price(weight, zone="near"):
    """Return the price of a parcel.

    Args:
        weight: Weight in kilograms.
        zone: Name of the zone.
    """
    if weight > 30:
        raise ValueError("too heavy")
    return RATES[zone]


def zones():
    """Return the names of all zones."""
    return sorted(RATES)


def total(parcels):
    """Return the price of several parcels.

    Args:
        parcels: Weights in kilograms.

    Returns:
        float: The sum of their prices.
    """
    return sum(price(weight) for weight in parcels)
