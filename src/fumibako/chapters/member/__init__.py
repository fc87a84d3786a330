"""The member site (A1): news, guide, questions and inquiries, for everybody, for the menus, and for the operator."""
