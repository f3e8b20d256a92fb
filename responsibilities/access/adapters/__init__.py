"""How the sign-in library behaves here: passwords, second step, central sign-in."""

from responsibilities.access.adapters.accounts import Accounts, SecondStep, address_of
from responsibilities.access.adapters.central import CentralSignIn

__all__ = ["Accounts", "CentralSignIn", "SecondStep", "address_of"]
