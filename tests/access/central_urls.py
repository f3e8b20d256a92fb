"""The product's addresses with those of the central sign-in, which are there only when one is set."""

from responsibilities.access.mechanism import CENTRAL
from revitalization import urls

urlpatterns = [*CENTRAL, *urls.urlpatterns]
handler400, handler403, handler404 = urls.handler400, urls.handler403, urls.handler404
