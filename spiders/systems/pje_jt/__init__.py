"""PJe of the labour courts (REST): basic data are open, the case stands behind an image captcha; no captured answer."""
