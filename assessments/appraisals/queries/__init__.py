"""Reading of appraisals."""
